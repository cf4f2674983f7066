package io.haplatform.spring.reactive;

import java.io.ByteArrayOutputStream;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;

/**
 * Reads a body to its end, or as far as a limit, before anybody asks for it. What was read is copied: it needs no
 * releasing by a caller who may never read it. From the limit on the source is asked for what the reader asks for.
 */
final class ReadAhead extends BaseSubscriber<DataBuffer> {

    /**
     * What came of it.
     *
     * @param whole whether that is all
     */
    record Body(Flux<DataBuffer> content, boolean whole) {}

    private final int limit;
    private final MonoSink<Body> result;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Sinks.Many<DataBuffer> rest = Sinks.many().unicast().onBackpressureBuffer();
    private boolean handedOver;

    private ReadAhead(int limit, MonoSink<Body> result) {
        this.limit = limit;
        this.result = result;
    }

    /** Fails as the body does, if that is before the limit; a cancel ends the body. */
    static Mono<Body> of(Flux<DataBuffer> body, int limit) {
        return Mono.create(result -> {
            ReadAhead reader = new ReadAhead(limit, result);
            result.onCancel(reader);
            body.subscribe(reader);
        });
    }

    /** What the caller has put into the subscription's context reaches whoever is behind the body. */
    @Override
    public Context currentContext() {
        return Context.of(result.contextView());
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        request(1);
    }

    @Override
    protected void hookOnNext(DataBuffer buffer) {
        if (handedOver) {
            if (rest.tryEmitNext(buffer).isFailure()) {
                DataBufferUtils.release(buffer);
            }
            return;
        }
        byte[] part = new byte[buffer.readableByteCount()];
        buffer.read(part);
        DataBufferUtils.release(buffer);
        kept.write(part, 0, part.length);
        if (kept.size() < limit) {
            request(1);
            return;
        }
        handedOver = true;
        Flux<DataBuffer> more = rest.asFlux().doOnRequest(this::request);
        // around both: a reader who has enough after the first part never subscribes to more
        result.success(new Body(Flux.concat(content(), more).doOnCancel(this::cancel), false));
    }

    @Override
    protected void hookOnComplete() {
        if (handedOver) {
            rest.tryEmitComplete();
        } else {
            result.success(new Body(Flux.from(content()), true));
        }
    }

    @Override
    protected void hookOnError(Throwable failure) {
        if (handedOver) {
            rest.tryEmitError(failure);
        } else {
            result.error(failure);
        }
    }

    private Mono<DataBuffer> content() {
        byte[] bytes = kept.toByteArray();
        return bytes.length == 0
                ? Mono.empty()
                : Mono.fromSupplier(() -> DefaultDataBufferFactory.sharedInstance.wrap(bytes));
    }
}
