package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.time.ManualTime;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BalancerTest {

    private final ManualTime time = new ManualTime();
    private final Services services = new Services();
    private final Balancers balancers =
            new Balancers(services, time, new Random(1), List.of(), service -> BalancePolicy.DEFAULT);

    @Test
    void servesInTurn() {
        services.set("orders", "a", "b", "c");
        Balancer balancer = balancers.of("orders");

        assertThat(picks(balancer, 6)).matches("(abc|bca|cab)\\1");
    }

    private static String picks(Balancer balancer, int count) {
        StringBuilder picks = new StringBuilder();
        for (int i = 0; i < count; i++) {
            picks.append(balancer.require(CallContext.NONE).key().id());
        }
        return picks.toString();
    }
}
