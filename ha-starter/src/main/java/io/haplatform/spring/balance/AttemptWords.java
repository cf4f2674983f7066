package io.haplatform.spring.balance;

import io.haplatform.core.call.Attempt;
import io.haplatform.core.instance.Registration;

/** What messages say of an attempt, whichever client made it. */
public final class AttemptWords {

    private AttemptWords() {}

    /** Whom it asks. */
    public static String target(Attempt attempt) {
        Registration to = attempt.instance().registration();
        return "Instance '" + to.key().id() + "' of service '" + to.key().service() + "' at " + to.address();
    }

    /** That its time is over. */
    public static String late(Attempt attempt) {
        return target(attempt) + " has not answered within " + attempt.timeout().toMillis() + "ms";
    }
}
