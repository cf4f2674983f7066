package io.haplatform.core.balance;

import io.haplatform.core.time.ManualTime;
import java.time.Duration;

/** What the tests of a balancer share: instances that they write, and short words for what is picked of them. */
abstract class BalancerRules {

    final ManualTime time = new ManualTime();
    final Services services = new Services();

    abstract Balancers balancers();

    /** A balancer of these instances that has not compiled for a while. */
    Balancer quiet(String... instances) {
        services.set("orders", instances);
        Balancer balancer = balancers().of("orders");
        time.advance(Duration.ofSeconds(1));
        return balancer;
    }

    static String picks(Balancer balancer, int count) {
        return Picks.sequence(() -> balancer.pick(CallContext.NONE), count);
    }
}
