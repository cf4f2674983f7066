package io.haplatform.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.balance.BalancePolicy;
import io.haplatform.core.balance.Balancers;
import io.haplatform.core.balance.Services;
import io.haplatform.core.observe.ProbePolicy;
import io.haplatform.core.observe.Prober;
import io.haplatform.core.observe.Suspicions;
import io.haplatform.core.time.ManualTime;
import java.net.ConnectException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallsTest {

    private final ManualTime time = new ManualTime();
    private final Services services = new Services();
    private final Random random = new Random(1);
    private final Balancers balancers =
            new Balancers(services, time, random, List.of(), service -> BalancePolicy.DEFAULT);
    private final Prober prober =
            (instance, timeout) -> CompletableFuture.completedFuture(new Prober.Answer(Prober.Answer.Kind.REFUSED, ""));
    private final Suspicions suspicions = new Suspicions(balancers, prober, time, random, ProbePolicy.DEFAULT);
    private final Calls calls =
            new Calls(balancers, suspicions, time, random, service -> CallPolicy.DEFAULT, List.of(), List.of());

    @Test
    void aRefusedCallGoesToAnotherInstanceAtOnceWhateverItsMethod() throws Exception {
        services.set("orders", "a", "b");

        String served = calls.run("orders", post(), attempt -> {
            if (attempt.instance().key().id().equals("a")) {
                throw new ConnectException("Connection refused");
            }
            return attempt.instance().key().id();
        });

        assertThat(served).isEqualTo("b");
        assertThat(time.nanos()).isZero();
    }

    private static CallRequest post() {
        return new CallRequest() {
            @Override
            public String method() {
                return "POST";
            }

            @Override
            public boolean repeatable() {
                return false;
            }

            @Override
            public @Nullable String value(String name) {
                return null;
            }
        };
    }
}
