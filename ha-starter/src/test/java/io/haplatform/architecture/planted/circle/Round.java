package io.haplatform.architecture.planted.circle;

import io.haplatform.architecture.planted.spring.About;

/** Breaks the rule about cycles on purpose. */
public class Round {

    About about = new About();
}
