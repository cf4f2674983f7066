package io.haplatform.spring.reactive;

import io.haplatform.core.balance.NoInstanceException;
import io.haplatform.core.call.Attempt;
import io.haplatform.core.call.Call;
import io.haplatform.core.call.CallTimeoutException;
import io.haplatform.core.call.Outcome;
import io.haplatform.core.call.Outcome.Failure;
import io.haplatform.core.call.Verdict;
import io.haplatform.spring.balance.AttemptWords;
import io.haplatform.spring.balance.EndlessAnswers;
import io.haplatform.spring.balance.HttpOutcomes;
import io.haplatform.spring.balance.Lifecycles;
import io.haplatform.spring.balance.ServiceInstances;
import io.haplatform.spring.balance.ServiceUri;
import io.haplatform.spring.balance.SmallAnswers;
import io.haplatform.spring.discovery.HaServiceInstance;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.loadbalancer.ResponseData;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancerClientRequestTransformer;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Drives one call for one subscriber. An answer that is the subscriber's leaves with its attempt still open: that ends
 * with the body. Signals come one after the other; only a cancel may come from the side.
 */
final class ReactiveAttempts {

    /** How long an answer that nobody wants may take to end before its connection is given up for it. */
    private static final Duration DISCARD = Duration.ofMillis(100);

    private final Call call;
    private final ClientRequest request;
    private final SentBody body;
    private final ExchangeFunction next;
    private final Lifecycles.Told told;
    private final ServiceInstances instances;
    private final List<LoadBalancerClientRequestTransformer> transformers;

    private volatile boolean answered;
    private volatile @Nullable HaServiceInstance asked;
    private volatile @Nullable ClientResponse held;
    private @Nullable Throwable earlier;

    /** What came of an attempt: an answer, the body still to be read or not; or a failure. */
    private record Result(@Nullable ClientResponse answer, boolean read, @Nullable Throwable failure) {}

    ReactiveAttempts(
            Call call,
            ClientRequest request,
            SentBody body,
            ExchangeFunction next,
            Lifecycles.Told told,
            ServiceInstances instances,
            List<LoadBalancerClientRequestTransformer> transformers) {
        this.call = call;
        this.request = request;
        this.body = body;
        this.next = next;
        this.told = told;
        this.instances = instances;
        this.transformers = transformers;
    }

    Mono<ClientResponse> run() {
        return Mono.defer(this::first)
                .doOnCancel(this::cancel)
                // nothing where the call has ended as it should
                .doOnError(failure -> call.cancel());
    }

    private Mono<ClientResponse> first() {
        try {
            return attempt(call.next());
        } catch (NoInstanceException e) {
            told.none();
            return Mono.error(e);
        }
    }

    private Mono<ClientResponse> attempt(Attempt attempt) {
        HaServiceInstance instance = instances.of(attempt.instance());
        asked = instance;
        told.chosen(instance);
        long began = System.nanoTime();
        return Mono.defer(() -> exchange(attempt, instance))
                .timeout(attempt.timeout(), Mono.error(() -> late(attempt)), Schedulers.parallel())
                .onErrorResume(failure -> Mono.just(new Result(null, false, failure)))
                .flatMap(result -> {
                    asked = null;
                    ClientResponse answer = result.answer();
                    return answer != null
                            ? answered(attempt, instance, answer, result.read(), began)
                            : failed(attempt, instance, failureOf(result));
                });
    }

    private Mono<Result> exchange(Attempt attempt, HaServiceInstance instance) {
        ClientRequest sent = at(attempt, instance);
        return next.exchange(sent)
                .switchIfEmpty(Mono.error(
                        () -> new IOException(AttemptWords.target(attempt) + " gave neither answer nor error")))
                .flatMap(answer -> readAhead(sent, answer));
    }

    /** Reads the body too, where another attempt could follow if that failed, and it is a small one. */
    private Mono<Result> readAhead(ClientRequest sent, ClientResponse answer) {
        HttpHeaders headers = answer.headers().asHttpHeaders();
        if (!call.isIdempotent() || answer.statusCode().is5xxServerError() || !SmallAnswers.mayBe(headers)) {
            return Mono.just(new Result(answer, false, null));
        }
        return ReadAhead.of(answer.bodyToFlux(DataBuffer.class), SmallAnswers.MAX)
                .onErrorMap(
                        failure -> new WebClientRequestException(failure, sent.method(), sent.url(), sent.headers()))
                .map(body -> new Result(
                        answer.mutate().body(original -> body.content()).build(), body.whole(), null));
    }

    private Mono<ClientResponse> answered(
            Attempt attempt, HaServiceInstance instance, ClientResponse answer, boolean read, long began) {
        told.answered(instance, data -> new ResponseData(answer, data));
        if (read) {
            answered = true;
            attempt.close(Outcome.SUCCESS);
            return Mono.just(answer);
        }
        Outcome outcome =
                HttpOutcomes.of(answer.statusCode().value(), answer.headers().asHttpHeaders());
        Duration left = attempt.timeout().minusNanos(System.nanoTime() - began);
        boolean endless = EndlessAnswers.is(answer.headers().asHttpHeaders());
        ClientResponse watched = new AnsweredAttempt(attempt).watch(answer, left, endless);
        if (!(outcome instanceof Failure)) {
            answered = true;
            return Mono.just(watched);
        }
        if (!(call.conclude(attempt, outcome) instanceof Verdict.Retry retry)) {
            answered = true;
            return Mono.just(watched);
        }
        held = watched;
        return after(retry, another -> {
            held = null;
            if (another == null) {
                answered = true;
                return Mono.just(watched);
            }
            discard(watched);
            return attempt(another);
        });
    }

    private Mono<ClientResponse> failed(Attempt attempt, HaServiceInstance instance, Throwable failure) {
        told.failed(instance, failure);
        Throwable before = earlier;
        if (before != null && before != failure) {
            failure.addSuppressed(before);
        }
        earlier = failure;
        if (!(call.conclude(attempt, HttpOutcomes.of(failure)) instanceof Verdict.Retry retry)) {
            return Mono.error(failure);
        }
        return after(retry, another -> another == null ? Mono.error(failure) : attempt(another));
    }

    /** What to do with the next attempt; null when there is none to be had after all. */
    @FunctionalInterface
    private interface Continuation {
        Mono<ClientResponse> with(@Nullable Attempt another);
    }

    private Mono<ClientResponse> after(Verdict.Retry retry, Continuation continuation) {
        Mono<ClientResponse> then = Mono.defer(() -> {
            Attempt another;
            try {
                another = call.next();
            } catch (IllegalStateException | CallTimeoutException e) {
                // what the last attempt gave says more than that there is no other, or that a cancel came first
                another = null;
            }
            return continuation.with(another);
        });
        return retry.pause().isZero() ? then : Mono.delay(retry.pause()).then(then);
    }

    private void cancel() {
        if (answered) {
            return;
        }
        HaServiceInstance waitedFor = asked;
        if (waitedFor != null) {
            told.cancelled(waitedFor);
        }
        call.cancel();
        ClientResponse unwanted = held;
        if (unwanted != null) {
            discard(unwanted);
        }
    }

    private ClientRequest at(Attempt attempt, HaServiceInstance instance) {
        ClientRequest sent = ClientRequest.from(request)
                .url(ServiceUri.at(request.url(), attempt.instance().registration()))
                .body(body.next())
                .build();
        for (LoadBalancerClientRequestTransformer transformer : transformers) {
            sent = transformer.transformRequest(sent, instance);
        }
        return sent;
    }

    private static void discard(ClientResponse answer) {
        answer.releaseBody().timeout(DISCARD).subscribe(nothing -> {}, failure -> {});
    }

    private WebClientRequestException late(Attempt attempt) {
        HttpTimeoutException late = new HttpTimeoutException(AttemptWords.late(attempt));
        URI uri = ServiceUri.at(request.url(), attempt.instance().registration());
        return new WebClientRequestException(late, request.method(), uri, request.headers());
    }

    private static Throwable failureOf(Result result) {
        Throwable failure = result.failure();
        return failure != null ? failure : new IllegalStateException("An attempt must give an answer or a failure");
    }
}
