package io.haplatform.core.call;

import io.haplatform.core.balance.NoInstanceException;
import io.haplatform.core.call.Verdict.Retry;
import io.haplatform.core.time.Time;
import org.jspecify.annotations.Nullable;

/** Drives one call on the calling thread. */
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
            Verdict verdict;
            try {
                answer = body.run(attempt);
            } catch (Throwable e) {
                Attempt another = another(call.conclude(attempt, outcome(e)), e);
                if (another == null) {
                    throw e;
                }
                attempt = another;
                continue;
            }
            verdict = call.conclude(attempt, outcome(answer));
            Attempt another = null;
            try {
                another = another(verdict, null);
            } catch (InterruptedException e) {
                body.discard(answer);
                throw e;
            }
            if (another == null) {
                return answer;
            }
            body.discard(answer);
            attempt = another;
        }
    }

    /** @return null when the last attempt's result is the call's */
    private @Nullable Attempt another(Verdict verdict, @Nullable Throwable failure) throws InterruptedException {
        if (!(verdict instanceof Retry retry)) {
            return null;
        }
        try {
            if (!retry.pause().isZero()) {
                time.sleep(retry.pause());
            }
            return call.next();
        } catch (InterruptedException e) {
            call.cancel();
            throw e;
        } catch (NoInstanceException | CallTimeoutException e) {
            // what the last attempt gave says more than that there is no other
            if (failure != null) {
                failure.addSuppressed(e);
            }
            return null;
        }
    }

    private Outcome outcome(T answer) {
        try {
            return body.outcome(answer);
        } catch (RuntimeException | Error e) {
            call.cancel();
            throw e;
        }
    }

    private Outcome outcome(Throwable thrown) {
        try {
            return body.outcome(thrown);
        } catch (RuntimeException | Error e) {
            call.cancel();
            throw e;
        }
    }
}
