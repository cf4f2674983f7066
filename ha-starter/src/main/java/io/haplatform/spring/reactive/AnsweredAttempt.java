package io.haplatform.spring.reactive;

import io.haplatform.core.call.Attempt;
import io.haplatform.core.call.Outcome;
import io.haplatform.spring.balance.AttemptWords;
import io.haplatform.spring.balance.HttpOutcomes;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * An attempt whose answer has come, and whose body is still to be read: it ends when the body does, when its reader
 * cancels, or when its time is over, whether somebody reads or the answer was forgotten.
 */
final class AnsweredAttempt {

    private final Attempt attempt;
    private final Sinks.One<DataBuffer> cut = Sinks.one();
    private final AtomicBoolean claimed = new AtomicBoolean();
    private volatile Disposable timer = () -> {};

    AnsweredAttempt(Attempt attempt) {
        this.attempt = attempt;
    }

    /** The answer with a body that tells how it ended. */
    ClientResponse watch(ClientResponse answer, Duration left, boolean endless) {
        ClientResponse watched =
                answer.mutate().body(body -> watched(body, endless)).build();
        timer = Schedulers.parallel()
                .schedule(() -> expire(watched), Math.max(1, left.toMillis()), TimeUnit.MILLISECONDS);
        return watched;
    }

    private Flux<DataBuffer> watched(Flux<DataBuffer> body, boolean endless) {
        Flux<DataBuffer> limited = endless ? body : body.takeUntilOther(cut.asMono());
        return limited.doOnSubscribe(subscription -> claimed.set(true))
                .doOnComplete(() -> end(Outcome.SUCCESS))
                .doOnError(failure -> end(HttpOutcomes.of(failure)))
                .doOnCancel(() -> end(Outcome.IGNORED));
    }

    /** On a timer's thread: an error wakes the reader, and nobody is told of one if there is none. */
    private void expire(ClientResponse watched) {
        if (claimed.compareAndSet(false, true)) {
            end(Outcome.IGNORED);
            Disposable letGo = watched.bodyToFlux(DataBuffer.class).subscribe(buffer -> {}, failure -> {});
            letGo.dispose();
        } else {
            cut.tryEmitError(new HttpTimeoutException(AttemptWords.late(attempt)));
        }
    }

    private void end(Outcome outcome) {
        timer.dispose();
        attempt.close(outcome);
    }
}
