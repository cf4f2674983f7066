package io.haplatform.benchmarks.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RefusalTest {

    @Test
    void isASentenceAndARemedy() {
        assertThat(problem(printed("a must be b but is c (set somewhere).", "Correct a; it is easy.")))
                .isEmpty();
    }

    @Test
    void isNothingLess() {
        assertThat(problem("2026-01-01 ERROR a must be b but is c\nAction: Correct a\n"))
                .contains("there is no APPLICATION FAILED TO START with a description and an action");
        assertThat(problem(printed("a is wrong", "Correct a")))
                .contains("the description must be one line that begins 'a must be b but is c' but is 'a is wrong'");
        assertThat(problem(printed("a must be b but is c\nand more", "Correct a")))
                .isPresent();
        assertThat(problem(printed("a must be b but is c", "Consider something.")))
                .contains("the action must be one line that begins 'Correct a' but is 'Consider something.'");
        assertThat(problem(printed("a must be b but is c", ""))).isPresent();
    }

    @Test
    void isNothingMore() {
        String report = printed("a must be b but is c", "Correct a");

        assertThat(problem("java.lang.Exception: x\n\tat a.B.c(B.java:1)\n" + report))
                .contains("a stack trace was printed");
        assertThat(problem("Caused by: java.lang.Exception\n" + report)).contains("a stack trace was printed");
        assertThat(problem("a service at 127.0.0.1\n" + report)).isEmpty();
    }

    private static Optional<String> problem(String printed) {
        return Refusal.problem(printed, "a must be b but is c", "Correct a");
    }

    private static String printed(String description, String action) {
        return """
                2026-01-01 INFO starting

                ***************************
                APPLICATION FAILED TO START
                ***************************

                Description:

                %s

                Action:

                %s

                """
                .formatted(description, action);
    }
}
