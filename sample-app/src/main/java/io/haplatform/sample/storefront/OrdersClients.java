package io.haplatform.sample.storefront;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.annotation.Profile;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

/** The same question through every kind of client, by the name a request gives. */
@Component
@Profile("storefront")
class OrdersClients {

    private static final String URL = "http://orders/api/orders";
    private static final ParameterizedTypeReference<List<Map<String, Object>>> ORDERS =
            new ParameterizedTypeReference<>() {};

    private final Map<String, OrdersClient> byName = new TreeMap<>();

    OrdersClients(
            @LoadBalanced RestClient.Builder restClientBuilder,
            @LoadBalanced RestTemplate restTemplate,
            @LoadBalanced WebClient.Builder webClientBuilder,
            OrdersApi api) {
        RestClient restClient = restClientBuilder.build();
        WebClient webClient = webClientBuilder.build();
        byName.put(
                "rest-client",
                id -> orNone(restClient
                        .get()
                        .uri(URL)
                        .header(Attempts.REQUEST_ID, id)
                        .retrieve()
                        .body(ORDERS)));
        byName.put("rest-template", id -> {
            HttpHeaders headers = new HttpHeaders();
            headers.set(Attempts.REQUEST_ID, id);
            return orNone(restTemplate
                    .exchange(URL, HttpMethod.GET, new HttpEntity<>(headers), ORDERS)
                    .getBody());
        });
        byName.put(
                "web-client",
                id -> orNone(webClient
                        .get()
                        .uri(URL)
                        .header(Attempts.REQUEST_ID, id)
                        .retrieve()
                        .bodyToMono(ORDERS)
                        .block()));
        byName.put("http-interface", api::orders);
    }

    @Nullable
    OrdersClient named(String name) {
        return byName.get(name);
    }

    Set<String> names() {
        return byName.keySet();
    }

    private static List<Map<String, Object>> orNone(@Nullable List<Map<String, Object>> orders) {
        return orders == null ? List.of() : orders;
    }
}
