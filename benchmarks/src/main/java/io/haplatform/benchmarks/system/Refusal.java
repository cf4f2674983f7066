package io.haplatform.benchmarks.system;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an application says that does not start, as its user reads it on the console.
 *
 * @param description what is wrong
 * @param action what to do about it
 */
record Refusal(String description, String action) {

    private static final Pattern REPORT = Pattern.compile(
            "APPLICATION FAILED TO START\\R\\*+\\R\\RDescription:\\R\\R(.*?)\\R\\RAction:\\R\\R(.*?)\\R(?:\\R|$)",
            Pattern.DOTALL);
    private static final Pattern TRACE = Pattern.compile("^\\s+at \\S+\\(|^Caused by: ", Pattern.MULTILINE);

    static Optional<Refusal> in(String printed) {
        Matcher report = REPORT.matcher(printed);
        return report.find() ? Optional.of(new Refusal(report.group(1), report.group(2))) : Optional.empty();
    }

    /**
     * What is wrong with it for a user: it must be one line that begins with the sentence, and one that begins with the
     * remedy, and no stack trace may be around them.
     */
    static Optional<String> problem(String printed, String sentence, String remedy) {
        Optional<Refusal> refusal = in(printed);
        if (hasTrace(printed)) {
            return Optional.of("a stack trace was printed");
        }
        if (refusal.isEmpty()) {
            return Optional.of("there is no APPLICATION FAILED TO START with a description and an action");
        }
        String description = refusal.get().description();
        if (!description.startsWith(sentence) || description.lines().count() != 1) {
            return Optional.of(
                    "the description must be one line that begins '" + sentence + "' but is '" + description + "'");
        }
        String action = refusal.get().action();
        if (!action.startsWith(remedy) || action.lines().count() != 1) {
            return Optional.of("the action must be one line that begins '" + remedy + "' but is '" + action + "'");
        }
        return Optional.empty();
    }

    static boolean hasTrace(String printed) {
        return TRACE.matcher(printed).find();
    }
}
