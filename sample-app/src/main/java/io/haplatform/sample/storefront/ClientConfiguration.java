package io.haplatform.sample.storefront;

import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.registry.ImportHttpServices;

/** Clients exactly as Spring Cloud's documentation shows them; nothing here knows of HA Platform. */
@Configuration(proxyBeanMethods = false)
@ImportHttpServices(group = "orders", types = OrdersApi.class)
@Profile("storefront")
class ClientConfiguration {

    @Bean
    @LoadBalanced
    RestClient.Builder balancedRestClient() {
        return RestClient.builder();
    }

    @Bean
    @LoadBalanced
    RestTemplate balancedRestTemplate() {
        return new RestTemplate();
    }

    @Bean
    @LoadBalanced
    WebClient.Builder balancedWebClient() {
        return WebClient.builder();
    }
}
