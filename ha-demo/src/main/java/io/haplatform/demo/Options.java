package io.haplatform.demo;

import io.haplatform.demo.process.DemoFailure;
import io.haplatform.demo.system.Ports;
import io.haplatform.demo.system.RedisLocation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked for.
 *
 * @param check whether to run the faults and end, instead of staying up
 * @param redis empty for the built-in Redis
 */
record Options(boolean check, boolean help, Ports ports, Optional<RedisLocation> redis) {

    /**
     * Reads {@code --port-base N} and {@code --port-base=N} alike.
     *
     * @throws DemoFailure naming the option that is unknown, has no value or a bad one
     */
    static Options parse(List<String> arguments) {
        boolean check = false;
        boolean help = false;
        Ports ports = new Ports(Ports.DEFAULT_BASE);
        Optional<RedisLocation> redis = Optional.empty();

        Deque<String> rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            String[] words = rest.pop().split("=", 2);
            String given = words.length == 2 ? words[1] : null;
            switch (words[0]) {
                case "--check" -> check = flag(words[0], given);
                case "--help", "-h" -> help = flag(words[0], given);
                case "--port-base" -> ports = new Ports(number(words[0], value(words[0], given, rest)));
                case "--redis" -> redis = Optional.of(RedisLocation.parse(value(words[0], given, rest)));
                default -> throw new DemoFailure("unknown option " + words[0] + "; see ./demo --help");
            }
        }
        return new Options(check, help, ports, redis);
    }

    private static boolean flag(String option, @Nullable String given) {
        if (given != null) {
            throw new DemoFailure(option + " takes no value but was given '" + given + "'");
        }
        return true;
    }

    private static String value(String option, @Nullable String given, Deque<String> rest) {
        String value = given != null ? given : rest.poll();
        if (value == null || value.isEmpty()) {
            throw new DemoFailure(option + " needs a value; see ./demo --help");
        }
        return value;
    }

    private static int number(String option, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new DemoFailure(option + " must be a number but is '" + value + "'", e);
        }
    }
}
