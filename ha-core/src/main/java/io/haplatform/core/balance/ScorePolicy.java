package io.haplatform.core.balance;

import java.time.Duration;

/**
 * How {@code ADAPTIVE} weighs what it knows of an instance. Load and response time count by their share of themselves
 * and a fixed reference: at the reference a half, at ten times the reference ten elevenths.
 *
 * @param load what the attempts in flight count
 * @param responseTime what the response time counts
 * @param errorRate what the share of failed calls counts
 * @param loadReference attempts of this process in flight at one instance of average weight that are half of what can be
 * @param responseTimeReference the response time that is half as bad as any
 */
public record ScorePolicy(
        double load, double responseTime, double errorRate, int loadReference, Duration responseTimeReference) {

    public static final ScorePolicy DEFAULT = new ScorePolicy(0.4, 0.3, 0.2, 10, Duration.ofMillis(100));

    public ScorePolicy {
        share("load", load);
        share("response time", responseTime);
        share("error rate", errorRate);
        if (load + responseTime + errorRate <= 0) {
            throw new IllegalArgumentException("shares of the score must be more than 0 together but are 0");
        }
        if (loadReference < 1 || loadReference > 100_000) {
            throw new IllegalArgumentException("load reference must be between 1 and 100000 but is " + loadReference);
        }
        if (responseTimeReference.compareTo(Duration.ofMillis(1)) < 0
                || responseTimeReference.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "response time reference must be between 1ms and 1h but is " + responseTimeReference);
        }
    }

    private static void share(String name, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share of " + name + " must be between 0 and 1 but is " + share);
        }
    }
}
