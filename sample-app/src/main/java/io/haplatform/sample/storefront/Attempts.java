package io.haplatform.sample.storefront;

import io.haplatform.core.call.Call;
import io.haplatform.core.call.CallListener;
import io.haplatform.core.call.Outcome;
import io.haplatform.core.instance.Instance;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Remembers which instances a call was tried at. The request id ties the call to the request it is made for: it works
 * alike for clients that call on this thread and on others.
 */
@Component
@Profile("storefront")
class Attempts implements CallListener {

    static final String REQUEST_ID = "X-Request-ID";

    private final Map<String, List<Instance>> byRequest = new ConcurrentHashMap<>();

    /** Starts to remember; {@link #end} must follow. */
    String begin() {
        String id = UUID.randomUUID().toString();
        byRequest.put(id, new CopyOnWriteArrayList<>());
        return id;
    }

    /** Every attempt since {@link #begin}, in order; forgets them. */
    List<Instance> end(String id) {
        List<Instance> tried = byRequest.remove(id);
        return tried == null ? List.of() : tried;
    }

    @Override
    public void onAttempt(Call call, Instance instance, Outcome outcome, long nanos) {
        String id = call.value("header:" + REQUEST_ID);
        List<Instance> tried = id == null ? null : byRequest.get(id);
        if (tried != null) {
            tried.add(instance);
        }
    }
}
