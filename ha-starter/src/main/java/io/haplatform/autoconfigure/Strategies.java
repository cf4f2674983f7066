package io.haplatform.autoconfigure;

import java.util.Set;

/** Whether each strategy that is set is the name of an algorithm that is there. */
final class Strategies {

    private Strategies() {}

    static void check(Set<String> algorithms, HaLoadBalancerProperties common, HaServicesProperties services) {
        check(algorithms, "ha.load-balancer.strategy", common.balancePolicy().algorithm());
        services.services()
                .keySet()
                .forEach(name -> check(
                        algorithms,
                        "ha.services." + name + ".strategy",
                        services.balancePolicy(name, common).algorithm()));
    }

    private static void check(Set<String> algorithms, String setting, String strategy) {
        if (!algorithms.contains(strategy)) {
            throw new InvalidSettingException(
                    setting,
                    setting + " must be one of " + String.join(", ", algorithms) + " but is '" + strategy + "'",
                    "Correct " + setting + ", or offer a bean of type Algorithm with that name.");
        }
    }
}
