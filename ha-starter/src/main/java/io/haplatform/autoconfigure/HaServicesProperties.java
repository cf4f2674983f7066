package io.haplatform.autoconfigure;

import io.haplatform.core.balance.BalancePolicy;
import io.haplatform.core.call.CallPolicy;
import io.haplatform.core.instance.Names;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What differs for single services; what is left out is as in ha.load-balancer.
 *
 * @param services by name
 */
@ConfigurationProperties("ha")
public record HaServicesProperties(@DefaultValue Map<String, Service> services) {

    public HaServicesProperties {
        services.keySet()
                .forEach(name -> InvalidSettingException.check("ha.services." + name, () -> Names.service(name)));
        services = Map.copyOf(services);
    }

    /** The policy for calls to a service. */
    public CallPolicy callPolicy(String service, HaLoadBalancerProperties common) {
        Service own = services.get(service);
        return own == null ? common.callPolicy() : own.callPolicy("ha.services." + service, common);
    }

    /** The policy for choosing among the instances of a service. */
    public BalancePolicy balancePolicy(String service, HaLoadBalancerProperties common) {
        Service own = services.get(service);
        return own == null ? common.balancePolicy() : own.balancePolicy("ha.services." + service, common);
    }

    /** Reads all of it once, so that what is wrong shows at start and not in the first call. */
    void check(HaLoadBalancerProperties common) {
        for (String service : services.keySet()) {
            callPolicy(service, common);
            balancePolicy(service, common);
        }
    }

    /**
     * One service.
     *
     * @param strategy how calls to it are spread
     * @param hashKey what CONSISTENT_HASH sends always to the same instance
     * @param hashLoadFactor with a hash, how many times its share of the calls in flight an instance may have
     * @param hashNetwork with a hash of source addresses, whether all of a network are one
     * @param hashQuery with URL_HASH, whether the query counts as well as the path
     * @param connectTimeout for a connection to be made
     * @param attemptTimeout for one instance to answer, body included
     * @param totalTimeout for the whole call
     * @param maxRetries how many instances are tried after the first; 0 for none
     */
    public record Service(
            @Nullable String strategy,
            @Nullable String hashKey,
            @Nullable Double hashLoadFactor,
            @Nullable Boolean hashNetwork,
            @Nullable Boolean hashQuery,
            @Nullable Duration connectTimeout,
            @Nullable Duration attemptTimeout,
            @Nullable Duration totalTimeout,
            @Nullable Integer maxRetries) {

        BalancePolicy balancePolicy(String prefix, HaLoadBalancerProperties common) {
            return new BalancePolicy(
                            strategy == null
                                    ? common.strategy()
                                    : HaLoadBalancerProperties.strategy(prefix + ".strategy", strategy))
                    .with(HaLoadBalancerProperties.hash(
                            prefix,
                            hashKey == null ? common.hashKey() : hashKey,
                            hashLoadFactor == null ? common.hashLoadFactor() : hashLoadFactor,
                            hashNetwork == null ? common.hashNetwork() : hashNetwork,
                            hashQuery == null ? common.hashQuery() : hashQuery));
        }

        CallPolicy callPolicy(String prefix, HaLoadBalancerProperties common) {
            Duration connect = duration(prefix + ".connect-timeout", connectTimeout, common.connectTimeout());
            Duration attempt = duration(prefix + ".attempt-timeout", attemptTimeout, common.attemptTimeout());
            Duration total = duration(prefix + ".total-timeout", totalTimeout, common.totalTimeout());
            // a longer attempt alone is not refused for a total that nobody wrote down: it is stretched
            if (totalTimeout == null && attempt.compareTo(total) > 0) {
                total = attempt;
            }
            if (attemptTimeout == null && attempt.compareTo(total) > 0) {
                attempt = total;
            }
            if (connectTimeout == null && connect.compareTo(total) > 0) {
                connect = total;
            }
            CallPolicy policy = HaLoadBalancerProperties.policy(prefix, connect, attempt, total, common.retry());
            return maxRetries == null ? policy : withRetries(prefix, policy, maxRetries);
        }

        private static CallPolicy withRetries(String prefix, CallPolicy policy, int maxRetries) {
            return InvalidSettingException.checked(
                    prefix + ".max-retries",
                    () -> new CallPolicy(
                            policy.connectTimeout(),
                            policy.attemptTimeout(),
                            policy.totalTimeout(),
                            maxRetries,
                            policy.firstBackoff(),
                            policy.maxBackoff(),
                            policy.budgetRatio(),
                            policy.budgetPerSecond(),
                            policy.idempotentMethods(),
                            policy.retryableStatuses(),
                            policy.idempotencyHeader()));
        }

        private static Duration duration(String setting, @Nullable Duration own, Duration common) {
            if (own == null) {
                return common;
            }
            HaLoadBalancerProperties.positive(setting, own);
            return own;
        }
    }
}
