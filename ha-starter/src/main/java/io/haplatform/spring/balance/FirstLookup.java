package io.haplatform.spring.balance;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The wait for a service's first lookup, for those who must not block. */
public final class FirstLookup {

    private FirstLookup() {}

    /** Completes as the lookup does. Whoever stops waiting leaves it alone: it is everybody's, and not to be cancelled. */
    public static Mono<Void> await(Supplier<? extends CompletionStage<@Nullable Void>> lookup) {
        return Mono.fromFuture(() -> lookup.get().toCompletableFuture(), true);
    }
}
