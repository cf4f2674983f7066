package io.haplatform.architecture.planted.spring;

import io.haplatform.architecture.planted.circle.Round;

/** The other half of a cycle. */
public class About {

    static int rounds;

    Class<?> round = Round.class;
}
