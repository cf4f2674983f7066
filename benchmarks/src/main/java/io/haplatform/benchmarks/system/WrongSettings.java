package io.haplatform.benchmarks.system;

import java.io.IOException;
import java.util.List;

/** The settings of an application that may be wrong, one at a time. */
final class WrongSettings {

    /**
     * @param sentence how the description begins
     * @param remedy how the action begins
     */
    private record Case(String setting, String value, String sentence, String remedy) {}

    private static final List<Case> CASES = List.of(
            new Case(
                    "spring.application.name",
                    "",
                    "spring.application.name must be the name under which others call this application but is not set",
                    "Set spring.application.name, for example to orders"),
            new Case(
                    "spring.application.name",
                    "My Orders",
                    "spring.application.name must be 1 to 128 letters, digits, '.', '-' or '_', first a letter or digit"
                            + " but is 'My Orders'",
                    "Correct spring.application.name"),
            new Case(
                    "ha.registry.namespace",
                    "Not A Namespace",
                    "ha.registry.namespace must be 1 to 64 lower-case letters, digits, '.', '-' or '_', first a letter"
                            + " or digit but is 'Not A Namespace'",
                    "Correct ha.registry.namespace"),
            new Case(
                    "ha.instance.id",
                    "a/b",
                    "ha.instance.id must be 1 to 200 letters, digits or any of . _ : % @ [ ] -, first a letter or"
                            + " digit but is 'a/b'",
                    "Correct ha.instance.id"),
            new Case(
                    "ha.instance.host",
                    "http://here",
                    "ha.instance.host must be a host name, an IPv4 or an IPv6 address, without scheme, port or"
                            + " brackets but is 'http://here'",
                    "Correct ha.instance.host"),
            new Case(
                    "ha.instance.port",
                    "70000",
                    "ha.instance.port must be between 1 and 65535 but is '70000'",
                    "Correct ha.instance.port"),
            new Case(
                    "ha.instance.weight",
                    "2000",
                    "ha.instance.weight must be between 0 and 1000 (0 sends no new traffic, 100 is the default) but is"
                            + " '2000'",
                    "Correct ha.instance.weight"),
            new Case(
                    "ha.instance.tags",
                    "blue green",
                    "ha.instance.tags[0] must be 1 to 128 letters, digits or any of . _ : = + / -, first a letter or"
                            + " digit but is 'blue green'",
                    "Correct ha.instance.tags[0]"),
            new Case(
                    "ha.registry.lease-duration",
                    "3s",
                    "ha.registry.lease-duration must be at least twice renew-interval (2000ms) but is 3000ms; three"
                            + " times leaves room for one lost renewal",
                    "Set ha.registry.renew-interval to 50ms or more, and ha.registry.lease-duration to at least twice"
                            + " that and at most 1h"),
            new Case(
                    "ha.registry.renew-interval",
                    "soon",
                    "ha.registry.renew-interval must be a duration such as 500ms, 2s or 1m but is 'soon'",
                    "Correct ha.registry.renew-interval"),
            new Case(
                    "ha.load-balancer.strategy",
                    "FASTEST",
                    "ha.load-balancer.strategy must be one of ADAPTIVE, CONSISTENT_HASH, IP_HASH, LEAST_CONNECTIONS, LEAST_RESPONSE_TIME, RANDOM, ROUND_ROBIN, URL_HASH, WEIGHTED_ROUND_ROBIN but is 'FASTEST'",
                    "Correct ha.load-balancer.strategy"),
            new Case(
                    "ha.load-balancer.attempt-timeout",
                    "0s",
                    "ha.load-balancer.attempt-timeout must be more than 0 and at most 1h but is 0ms",
                    "Set ha.load-balancer.attempt-timeout to a duration such as 3s"));

    private WrongSettings() {}

    static void check(BadInput input) throws IOException, InterruptedException {
        // nobody listens there: an application that wrongly starts registers nowhere
        String redis = "--spring.data.redis.port=" + input.run().freePort();
        for (Case wrong : CASES) {
            String argument = "--" + wrong.setting() + "=" + wrong.value();
            input.mustRefuse(argument, List.of(redis, argument), wrong.sentence(), wrong.remedy());
        }
    }
}
