package io.haplatform.spring.blocking;

import io.haplatform.core.balance.NoInstanceException;
import io.haplatform.core.call.Attempt;
import io.haplatform.core.call.Call;
import io.haplatform.core.call.CallTimeoutException;
import io.haplatform.core.call.Outcome;
import io.haplatform.core.call.Outcome.Failure;
import io.haplatform.core.call.Verdict;
import io.haplatform.core.time.Time;
import io.haplatform.spring.balance.HttpOutcomes;
import io.haplatform.spring.balance.Lifecycles;
import io.haplatform.spring.balance.ServiceInstances;
import io.haplatform.spring.discovery.HaServiceInstance;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.ResponseData;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.util.LinkedMultiValueMap;

/**
 * Drives one call on the thread of its caller. An answer that is the caller's leaves with its attempt still open: that
 * ends with the body.
 */
final class BlockingAttempts {

    private final Call call;
    private final Sender sender;
    private final Lifecycles.Told told;
    private final ServiceInstances instances;
    private final Time time;
    private @Nullable Throwable earlier;

    BlockingAttempts(Call call, Sender sender, Lifecycles.Told told, ServiceInstances instances, Time time) {
        this.call = call;
        this.sender = sender;
        this.told = told;
        this.instances = instances;
        this.time = time;
    }

    ClientHttpResponse run() throws IOException, InterruptedException {
        try {
            return attempts();
        } catch (Throwable e) {
            // nothing where the call has ended as it should
            call.cancel();
            throw e;
        }
    }

    private ClientHttpResponse attempts() throws IOException, InterruptedException {
        Attempt attempt = first();
        boolean readAhead = call.isIdempotent();
        while (true) {
            HaServiceInstance instance = instances.of(attempt.instance());
            told.chosen(instance);
            Exchange exchange = sender.begin(attempt, readAhead);
            ClientHttpResponse answer;
            Outcome outcome;
            try {
                answer = sender.send(attempt, call.policy(), instance, exchange);
                outcome = HttpOutcomes.of(answer.getStatusCode().value(), answer.getHeaders());
            } catch (IOException | RuntimeException | Error e) {
                exchange.end(new Exchange.End.Failed(e));
                told.failed(instance, e);
                Attempt another = afterFailure(attempt, e);
                if (another == null) {
                    throw e;
                }
                attempt = another;
                continue;
            }
            told.answered(instance, data -> describe(answer, data));
            if (!(outcome instanceof Failure)) {
                Attempt open = attempt;
                exchange.whenEnded(end -> open.close(outcomeOf(end)));
                return answer;
            }
            Attempt another = another(call.conclude(attempt, outcome), null, answer);
            if (another == null) {
                return answer;
            }
            abandon(answer);
            attempt = another;
        }
    }

    private Attempt first() {
        try {
            return call.next();
        } catch (NoInstanceException e) {
            told.none();
            throw e;
        }
    }

    /** @return the attempt that follows; null when the failure is the caller's */
    private @Nullable Attempt afterFailure(Attempt attempt, Throwable failure) throws InterruptedException {
        Throwable before = earlier;
        if (before != null && before != failure) {
            failure.addSuppressed(before);
        }
        earlier = failure;
        Outcome outcome = Thread.currentThread().isInterrupted() ? Outcome.IGNORED : HttpOutcomes.of(failure);
        return another(call.conclude(attempt, outcome), failure, null);
    }

    /** @return null when the last attempt's result is the call's */
    private @Nullable Attempt another(Verdict verdict, @Nullable Throwable failure, @Nullable ClientHttpResponse answer)
            throws InterruptedException {
        if (!(verdict instanceof Verdict.Retry retry)) {
            return null;
        }
        try {
            if (!retry.pause().isZero()) {
                time.sleep(retry.pause());
            }
            return call.next();
        } catch (InterruptedException e) {
            call.cancel();
            if (answer != null) {
                abandon(answer);
            }
            throw e;
        } catch (NoInstanceException | CallTimeoutException e) {
            // what the last attempt gave says more than that there is no other
            if (failure != null) {
                failure.addSuppressed(e);
            }
            return null;
        }
    }

    private static @Nullable ResponseData describe(ClientHttpResponse answer, RequestData request) {
        try {
            // its own constructor from an answer takes cookies apart, and throws at those that have attributes
            return new ResponseData(answer.getStatusCode(), answer.getHeaders(), new LinkedMultiValueMap<>(), request);
        } catch (IOException e) {
            return null;
        }
    }

    private static void abandon(ClientHttpResponse answer) {
        if (answer instanceof ExchangeResponse ours) {
            ours.abandon();
        } else {
            answer.close();
        }
    }

    private static Outcome outcomeOf(Exchange.End end) {
        if (end instanceof Exchange.End.Failed failed) {
            return HttpOutcomes.of(failed.failure());
        }
        return end instanceof Exchange.End.Read ? Outcome.SUCCESS : Outcome.IGNORED;
    }
}
