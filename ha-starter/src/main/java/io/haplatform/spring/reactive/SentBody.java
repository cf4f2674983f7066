package io.haplatform.spring.reactive;

import io.haplatform.spring.balance.SmallRequests;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpRequestDecorator;
import org.springframework.web.reactive.function.BodyInserter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The body of a request, as it goes out. A publisher may give its content once only, so what is sent is kept, up to
 * 64 KB, and sent again from there; a body of which nothing has been sent is asked for afresh.
 *
 * <p>One attempt at a time.
 */
final class SentBody {

    private final BodyInserter<?, ? super ClientHttpRequest> original;
    private volatile boolean keep;
    private volatile @Nullable Kept kept;
    private volatile boolean begun;

    SentBody(BodyInserter<?, ? super ClientHttpRequest> original) {
        this.original = original;
    }

    /** The request is one that may be sent again after it was sent: keeps what goes out from now on. */
    void keep() {
        keep = true;
    }

    /** Whether another attempt can send all of it. */
    boolean isRepeatable() {
        Kept copy = kept;
        return !begun || (copy != null && copy.complete);
    }

    /** The body for the next attempt. */
    BodyInserter<?, ClientHttpRequest> next() {
        Kept copy = kept;
        if (begun && copy != null) {
            return (request, context) -> copy.sendTo(request);
        }
        return (request, context) -> original.insert(new Watched(request), context);
    }

    /** Sees what is written. */
    private final class Watched extends ClientHttpRequestDecorator {

        Watched(ClientHttpRequest request) {
            super(request);
        }

        @Override
        public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
            // a Mono stays one: Reactor Netty sends it in one piece
            if (body instanceof Mono<? extends DataBuffer> mono) {
                return super.writeWith(Mono.<DataBuffer>defer(() -> {
                    Kept copy = begin();
                    Mono<DataBuffer> sent = mono.cast(DataBuffer.class);
                    return copy == null ? sent : sent.doOnNext(copy::add).doOnSuccess(last -> copy.complete());
                }));
            }
            return super.writeWith(Flux.<DataBuffer>defer(() -> {
                Kept copy = begin();
                Flux<DataBuffer> sent = Flux.from(body).cast(DataBuffer.class);
                return copy == null ? sent : sent.doOnNext(copy::add).doOnComplete(copy::complete);
            }));
        }

        private @Nullable Kept begin() {
            begun = true;
            if (keep) {
                kept = new Kept(getHeaders());
            }
            return kept;
        }

        @Override
        public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
            // a stream that flushes as it goes is none that could be repeated
            return super.writeAndFlushWith(Flux.defer(() -> {
                begun = true;
                return body;
            }));
        }
    }

    /** What was sent, if it was not too much. */
    private static final class Kept {

        private final HttpHeaders headers = new HttpHeaders();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean tooMuch;
        private volatile boolean complete;

        Kept(HttpHeaders headers) {
            headers.forEach((name, values) -> this.headers.put(name, values));
        }

        void add(DataBuffer buffer) {
            int length = buffer.readableByteCount();
            if (tooMuch || bytes.size() + length > SmallRequests.MAX) {
                tooMuch = true;
                bytes.reset();
                return;
            }
            byte[] copy = new byte[length];
            // a second view of the same memory: the position of the first is the writer's
            try (DataBuffer.ByteBufferIterator parts = buffer.readableByteBuffers()) {
                int at = 0;
                while (parts.hasNext()) {
                    ByteBuffer part = parts.next();
                    int count = part.remaining();
                    part.get(copy, at, count);
                    at += count;
                }
            }
            bytes.write(copy, 0, length);
        }

        void complete() {
            complete = !tooMuch;
        }

        Mono<Void> sendTo(ClientHttpRequest request) {
            headers.forEach((name, values) -> request.getHeaders().putIfAbsent(name, values));
            Supplier<DataBuffer> buffer = () -> request.bufferFactory().wrap(bytes.toByteArray());
            return request.writeWith(Mono.fromSupplier(buffer));
        }
    }
}
