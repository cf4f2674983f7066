package io.haplatform.sample.storefront;

import io.haplatform.core.instance.Instance;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The orders through the balancer. {@code X-Tried} says where every attempt went, {@code X-Served-By} which instance
 * answered; nobody did when the call failed.
 */
@RestController
@Profile("storefront")
class StorefrontController {

    private static final Logger log = LoggerFactory.getLogger(StorefrontController.class);

    private final OrdersClients clients;
    private final Attempts attempts;
    private final AtomicReference<List<Map<String, Object>>> lastGood = new AtomicReference<>(List.of());

    StorefrontController(OrdersClients clients, Attempts attempts) {
        this.clients = clients;
        this.attempts = attempts;
    }

    /**
     * @param client through which client
     * @param fallback {@code last-good} answers with the last orders seen, marked {@code X-Fallback}, when the call fails
     *     or its breaker is open
     */
    @GetMapping("/api/storefront/orders")
    ResponseEntity<?> orders(
            @RequestParam(defaultValue = "rest-client") String client,
            @RequestParam(defaultValue = "none") String fallback) {
        OrdersClient chosen = clients.named(client);
        if (chosen == null) {
            return problem(
                    HttpStatus.BAD_REQUEST,
                    "client must be one of " + String.join(", ", clients.names()) + " but is '" + client + "'",
                    new HttpHeaders());
        }
        if (!fallback.equals("none") && !fallback.equals("last-good")) {
            return problem(
                    HttpStatus.BAD_REQUEST,
                    "fallback must be none or last-good but is '" + fallback + "'",
                    new HttpHeaders());
        }
        String id = attempts.begin();
        try {
            List<Map<String, Object>> orders = chosen.orders(id);
            lastGood.set(orders);
            List<Instance> tried = attempts.end(id);
            HttpHeaders trace = trace(tried);
            if (!tried.isEmpty()) {
                trace.set("X-Served-By", tried.get(tried.size() - 1).key().id());
            }
            return ResponseEntity.ok().headers(trace).body(orders);
        } catch (RuntimeException e) {
            HttpHeaders trace = trace(attempts.end(id));
            log.debug("The orders could not be had", e);
            if (fallback.equals("last-good")) {
                trace.set("X-Fallback", "last-good");
                return ResponseEntity.ok().headers(trace).body(lastGood.get());
            }
            return problem(HttpStatus.SERVICE_UNAVAILABLE, "The orders could not be had: " + e.getMessage(), trace);
        } finally {
            attempts.end(id);
        }
    }

    private static HttpHeaders trace(List<Instance> tried) {
        HttpHeaders headers = new HttpHeaders();
        if (!tried.isEmpty()) {
            headers.set(
                    "X-Tried",
                    tried.stream().map(i -> i.registration().address()).collect(Collectors.joining(",")));
        }
        return headers;
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String detail, HttpHeaders headers) {
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemDetail.forStatusAndDetail(status, detail));
    }
}
