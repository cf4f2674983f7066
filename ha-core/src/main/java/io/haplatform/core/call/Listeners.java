package io.haplatform.core.call;

import io.haplatform.core.balance.NoInstanceException;
import io.haplatform.core.balance.Node;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All listeners as one: one that throws is logged the first time, and the others go on. */
final class Listeners {

    private static final Logger log = LoggerFactory.getLogger(Calls.class);

    private final CallListener[] listeners;
    private final Map<Object, Boolean> failed = new ConcurrentHashMap<>();

    Listeners(List<? extends CallListener> listeners) {
        this.listeners = listeners.toArray(CallListener[]::new);
    }

    void onAttempt(Call call, Node node, Outcome outcome, long nanos) {
        for (CallListener listener : listeners) {
            try {
                listener.onAttempt(call, node.instance(), outcome, nanos);
            } catch (RuntimeException e) {
                failed(listener, e);
            }
        }
    }

    void onNoInstance(Call call, NoInstanceException why) {
        for (CallListener listener : listeners) {
            try {
                listener.onNoInstance(call, why);
            } catch (RuntimeException e) {
                failed(listener, e);
            }
        }
    }

    void onFinish(Call call, Outcome outcome, long nanos) {
        for (CallListener listener : listeners) {
            try {
                listener.onFinish(call, outcome, nanos);
            } catch (RuntimeException e) {
                failed(listener, e);
            }
        }
    }

    /** @param who a listener or a guard */
    void failed(Object who, RuntimeException e) {
        if (failed.putIfAbsent(who, true) == null) {
            log.error(
                    "{} failed; calls go on without it, and this is not said again",
                    who.getClass().getName(),
                    e);
        }
    }
}
