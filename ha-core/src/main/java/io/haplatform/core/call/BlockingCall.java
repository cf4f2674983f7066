package io.haplatform.core.call;

import io.haplatform.core.balance.NoInstanceException;
import io.haplatform.core.call.Verdict.Retry;
import io.haplatform.core.time.Time;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Drives one call on the calling thread. The result of an attempt, answer or exception, is kept until another attempt
 * has begun: if none can, it is the call's.
 */
final class BlockingCall<T> {

    private final Call call;
    private final AttemptBody<T> body;
    private final Time time;

    BlockingCall(Call call, AttemptBody<T> body, Time time) {
        this.call = call;
        this.body = body;
        this.time = time;
    }

    T run() throws Exception {
        Attempt attempt = call.next();
        while (true) {
            T answer;
            try {
                answer = body.run(attempt);
            } catch (Exception failure) {
                attempt = afterFailure(attempt, failure);
                continue;
            } catch (Error e) {
                call.cancel();
                throw e;
            }
            Attempt another = afterAnswer(attempt, answer);
            if (another == null) {
                return answer;
            }
            body.discard(answer);
            attempt = another;
        }
    }

    private Attempt afterFailure(Attempt attempt, Exception failure) throws Exception {
        Outcome outcome = orCancel(() -> body.outcome(failure));
        Attempt another;
        try {
            another = another(call.conclude(attempt, outcome));
        } catch (NoInstanceException | CallTimeoutException e) {
            failure.addSuppressed(e);
            throw failure;
        }
        if (another == null) {
            throw failure;
        }
        return another;
    }

    private @Nullable Attempt afterAnswer(Attempt attempt, T answer) throws InterruptedException {
        Outcome outcome = orCancel(() -> body.outcome(answer));
        try {
            return another(call.conclude(attempt, outcome));
        } catch (NoInstanceException | CallTimeoutException e) {
            return null;
        } catch (InterruptedException | RuntimeException | Error e) {
            body.discard(answer);
            throw e;
        }
    }

    /** @return null when the verdict is that there shall be no other */
    private @Nullable Attempt another(Verdict verdict) throws InterruptedException {
        if (!(verdict instanceof Retry retry)) {
            return null;
        }
        if (!retry.pause().isZero()) {
            try {
                time.sleep(retry.pause());
            } catch (InterruptedException e) {
                call.cancel();
                throw e;
            }
        }
        return call.next();
    }

    private Outcome orCancel(Supplier<Outcome> judgement) {
        try {
            return judgement.get();
        } catch (RuntimeException | Error e) {
            call.cancel();
            throw e;
        }
    }
}
