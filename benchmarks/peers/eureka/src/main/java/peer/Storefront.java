package peer;

import java.util.ArrayList;
import java.util.List;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.CompletionContext;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Profile;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

@RestController
@Profile("storefront")
class Storefront {

    private static final ThreadLocal<List<String>> TRIED = ThreadLocal.withInitial(ArrayList::new);

    private final RestClient client;

    Storefront(@LoadBalanced RestClient.Builder builder) {
        this.client = builder.build();
    }

    @GetMapping("/api/storefront/orders")
    ResponseEntity<String> orders() {
        TRIED.get().clear();
        try {
            String body =
                    client.get().uri("http://orders/api/orders").retrieve().body(String.class);
            return ResponseEntity.ok().header("X-Tried", String.join(",", TRIED.get())).body(body);
        } catch (RuntimeException e) {
            return ResponseEntity.status(503)
                    .header("X-Tried", String.join(",", TRIED.get()))
                    .body(e.getClass().getSimpleName());
        }
    }

    @Configuration
    @Profile("storefront")
    static class Clients {

        /** For Eureka's own transport, which takes any builder there is: a balanced one would look for Eureka in Eureka. */
        @Bean
        @Primary
        RestClient.Builder plain() {
            return RestClient.builder();
        }

        @Bean
        @LoadBalanced
        RestClient.Builder balanced() {
            return RestClient.builder();
        }

        @Bean
        LoadBalancerLifecycle<Object, Object, ServiceInstance> tried() {
            return new LoadBalancerLifecycle<>() {
                @Override
                public void onStart(Request<Object> request) {}

                @Override
                public void onStartRequest(Request<Object> request, Response<ServiceInstance> chosen) {
                    if (chosen.hasServer()) {
                        TRIED.get().add(chosen.getServer().getHost() + ":" + chosen.getServer().getPort());
                    }
                }

                @Override
                public void onComplete(CompletionContext<Object, ServiceInstance, Object> context) {}
            };
        }
    }
}
