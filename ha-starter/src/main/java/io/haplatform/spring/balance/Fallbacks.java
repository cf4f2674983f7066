package io.haplatform.spring.balance;

import io.haplatform.spring.balance.ServiceFallback.Answer;
import io.haplatform.spring.balance.ServiceFallback.Request;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The fallbacks of the application, by service. */
public final class Fallbacks {

    private final Map<String, ServiceFallback> byService;

    public Fallbacks(Collection<ServiceFallback> fallbacks) {
        Map<String, ServiceFallback> byService = new TreeMap<>();
        for (ServiceFallback fallback : fallbacks) {
            ServiceFallback other = byService.putIfAbsent(fallback.service(), fallback);
            if (other != null) {
                throw new IllegalArgumentException(
                        "Fallback of service '" + fallback.service() + "' must be one bean but is two: "
                                + other.getClass().getName() + " and "
                                + fallback.getClass().getName());
            }
        }
        this.byService = Map.copyOf(byService);
    }

    /** @return the other answer; null when there is none, and the failure stands */
    public @Nullable Answer answer(String service, Supplier<Request> request, Throwable why) {
        ServiceFallback fallback = byService.get(service);
        if (fallback == null || why instanceof Error) {
            return null;
        }
        try {
            return fallback.answer(request.get(), why);
        } catch (RuntimeException e) {
            why.addSuppressed(e);
            return null;
        }
    }
}
