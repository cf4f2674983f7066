package io.haplatform.autoconfigure;

import io.haplatform.core.balance.BalancePolicy;
import io.haplatform.core.balance.HashPolicy;
import io.haplatform.core.call.CallPolicy;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How calls by load-balanced clients find their instance, how long they may take, and what follows a failure. Each
 * value can be set for one service alone under ha.services.&lt;name&gt;.
 *
 * @param enabled whether @LoadBalanced clients, HTTP interfaces and Spring Cloud's LoadBalancerClient go by HA Platform; otherwise Spring Cloud LoadBalancer serves them as it would without
 * @param strategy how calls are spread: ROUND_ROBIN, WEIGHTED_ROUND_ROBIN, RANDOM, LEAST_CONNECTIONS, LEAST_RESPONSE_TIME, ADAPTIVE, IP_HASH, URL_HASH or CONSISTENT_HASH, or the name of an Algorithm bean; in any case, with - or _
 * @param hashKey what CONSISTENT_HASH sends always to the same instance: header:NAME, cookie:NAME, query:NAME, user, path or source; a call without it is spread by weight
 * @param hashLoadFactor with a hash, how many times its share of the calls in flight an instance may have before its keys go elsewhere, 8 in any case; 0 for any number
 * @param hashNetwork with IP_HASH or the key source, whether all of a network are one: /24 of IPv4, /64 of IPv6
 * @param hashQuery with URL_HASH, whether the query counts as well as the path
 * @param connectTimeout for a connection to be made; a client that was given a connect timeout of its own keeps it
 * @param attemptTimeout for one instance to answer, body included; the body of an event stream apart
 * @param totalTimeout for the whole call, all attempts and waits included
 * @param retry what follows a failed attempt
 */
@ConfigurationProperties("ha.load-balancer")
public record HaLoadBalancerProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("ROUND_ROBIN") String strategy,
        @DefaultValue("path") String hashKey,
        @DefaultValue("1.25") double hashLoadFactor,
        @DefaultValue("false") boolean hashNetwork,
        @DefaultValue("false") boolean hashQuery,
        @DefaultValue("500ms") Duration connectTimeout,
        @DefaultValue("3s") Duration attemptTimeout,
        @DefaultValue("5s") Duration totalTimeout,
        @DefaultValue Retry retry) {

    static final String PREFIX = "ha.load-balancer";

    public HaLoadBalancerProperties {
        strategy = strategy(PREFIX + ".strategy", strategy);
        hash(PREFIX, hashKey, hashLoadFactor, hashNetwork, hashQuery);
        positive(PREFIX + ".connect-timeout", connectTimeout);
        positive(PREFIX + ".attempt-timeout", attemptTimeout);
        positive(PREFIX + ".total-timeout", totalTimeout);
        policy(PREFIX, connectTimeout, attemptTimeout, totalTimeout, retry);
    }

    /** As the core has it. */
    public CallPolicy callPolicy() {
        return policy(PREFIX, connectTimeout, attemptTimeout, totalTimeout, retry);
    }

    /** As the core has it. */
    public BalancePolicy balancePolicy() {
        return new BalancePolicy(strategy).with(hash(PREFIX, hashKey, hashLoadFactor, hashNetwork, hashQuery));
    }

    static HashPolicy hash(String prefix, String key, double loadFactor, boolean network, boolean query) {
        InvalidSettingException.check(prefix + ".hash-key", () -> new HashPolicy(key, 0, false, false));
        return InvalidSettingException.checked(
                prefix + ".hash-load-factor", () -> new HashPolicy(key, loadFactor, network, query));
    }

    static String strategy(String setting, String strategy) {
        return InvalidSettingException.checked(setting, () -> new BalancePolicy(strategy).algorithm());
    }

    static void positive(String setting, Duration duration) {
        if (duration.isZero() || duration.isNegative() || duration.compareTo(Duration.ofHours(1)) > 0) {
            throw new InvalidSettingException(
                    setting,
                    setting + " must be more than 0 and at most 1h but is " + duration.toMillis() + "ms",
                    "Set " + setting + " to a duration such as 3s.");
        }
    }

    /** Lets the core check it, and says what is wrong in terms of the settings. */
    static CallPolicy policy(
            String prefix, Duration connectTimeout, Duration attemptTimeout, Duration totalTimeout, Retry retry) {
        if (connectTimeout.compareTo(totalTimeout) > 0) {
            throw tooLong(prefix, "connect-timeout", connectTimeout, totalTimeout);
        }
        if (attemptTimeout.compareTo(totalTimeout) > 0) {
            throw tooLong(prefix, "attempt-timeout", attemptTimeout, totalTimeout);
        }
        return new CallPolicy(
                connectTimeout,
                attemptTimeout,
                totalTimeout,
                retry.enabled() ? retry.maxRetries() : 0,
                retry.firstBackoff(),
                retry.maxBackoff(),
                retry.budgetPercent() / 100.0,
                retry.budgetPerSecond(),
                retry.methods(),
                retry.statuses(),
                retry.idempotencyHeader());
    }

    private static InvalidSettingException tooLong(String prefix, String name, Duration actual, Duration total) {
        String setting = prefix + "." + name;
        return new InvalidSettingException(
                setting,
                setting + " must be at most total-timeout (" + total.toMillis() + "ms) but is " + actual.toMillis()
                        + "ms",
                "Shorten " + setting + " or lengthen " + prefix + ".total-timeout.");
    }

    /**
     * What follows a failed attempt. A refused connection leads to another instance whatever the request: nothing was
     * sent. Everything else does for requests that may be worked on twice.
     *
     * @param enabled whether another instance is tried at all
     * @param maxRetries how many instances are tried after the first, never one twice
     * @param firstBackoff the longest first wait, chosen at random; doubles with each retry
     * @param maxBackoff the longest wait
     * @param budgetPercent how many retries there may be for a hundred calls, over ten seconds
     * @param budgetPerSecond how many retries per second there may be beyond that
     * @param methods that may be worked on twice
     * @param statuses for which such a request goes to another instance
     * @param idempotencyHeader a request that carries this header may be worked on twice whatever its method
     */
    public record Retry(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("3") int maxRetries,
            @DefaultValue("25ms") Duration firstBackoff,
            @DefaultValue("1s") Duration maxBackoff,
            @DefaultValue("20") int budgetPercent,
            @DefaultValue("10") int budgetPerSecond,
            @DefaultValue({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"}) Set<String> methods,
            @DefaultValue({"502", "503", "504"}) Set<Integer> statuses,
            @DefaultValue("Idempotency-Key") String idempotencyHeader) {

        private static final String RETRY = PREFIX + ".retry";

        public Retry {
            between(RETRY + ".max-retries", maxRetries, 0, 10);
            between(RETRY + ".budget-percent", budgetPercent, 0, 100);
            between(RETRY + ".budget-per-second", budgetPerSecond, 0, 100_000);
            positive(RETRY + ".first-backoff", firstBackoff);
            positive(RETRY + ".max-backoff", maxBackoff);
            for (int status : statuses) {
                between(RETRY + ".statuses", status, 500, 599);
            }
            for (String method : methods) {
                if (!method.matches("[A-Z]{3,20}")) {
                    throw new InvalidSettingException(
                            RETRY + ".methods",
                            RETRY + ".methods must be HTTP methods in capitals but has '" + method + "'",
                            "Write each method in capitals, such as GET.");
                }
            }
            methods = Set.copyOf(methods);
            statuses = Set.copyOf(statuses);
        }

        private static void between(String setting, int value, int least, int most) {
            if (value < least || value > most) {
                throw new InvalidSettingException(
                        setting,
                        setting + " must be between " + least + " and " + most + " but is " + value,
                        "Correct " + setting + ".");
            }
        }
    }
}
