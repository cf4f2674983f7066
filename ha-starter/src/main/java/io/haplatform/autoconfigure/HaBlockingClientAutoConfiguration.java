package io.haplatform.autoconfigure;

import io.haplatform.core.balance.Balancers;
import io.haplatform.core.call.Calls;
import io.haplatform.core.time.Time;
import io.haplatform.spring.balance.Fallbacks;
import io.haplatform.spring.balance.Lifecycles;
import io.haplatform.spring.balance.ServiceInstances;
import io.haplatform.spring.balance.UserBalancers;
import io.haplatform.spring.blocking.BalancedInterceptor;
import io.haplatform.spring.blocking.BalancedLoadBalancerClient;
import io.haplatform.spring.blocking.Transports;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cloud.client.loadbalancer.BlockingLoadBalancerInterceptor;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.client.loadbalancer.LoadBalancerRequestTransformer;
import org.springframework.cloud.client.loadbalancer.RestTemplateCustomizer;
import org.springframework.cloud.loadbalancer.blocking.client.BlockingLoadBalancerClient;
import org.springframework.cloud.loadbalancer.config.BlockingLoadBalancerClientAutoConfiguration;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.web.client.RestTemplate;

/** {@code RestClient}, {@code RestTemplate}, HTTP interfaces over them, and {@code LoadBalancerClient}. */
@AutoConfiguration(
        after = HaLoadBalancerAutoConfiguration.class,
        before = {
            BlockingLoadBalancerClientAutoConfiguration.class,
            org.springframework.cloud.client.loadbalancer.LoadBalancerAutoConfiguration.class
        })
@ConditionalOnClass({RestTemplate.class, LoadBalancerClientFactory.class})
@ConditionalOnBean(Calls.class)
public final class HaBlockingClientAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    LoadBalancerClient haLoadBalancerClient(
            LoadBalancerClientFactory factory,
            Balancers balancers,
            Calls calls,
            UserBalancers users,
            Lifecycles lifecycles,
            ServiceInstances instances) {
        return new BalancedLoadBalancerClient(
                new BlockingLoadBalancerClient(factory), balancers, calls, users, lifecycles, instances);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(BlockingLoadBalancerInterceptor.class)
    static class Interceptor {

        @Bean
        @ConditionalOnMissingBean
        Transports haTransports(Time time) {
            return new Transports(time);
        }

        /** Spring's own interceptor is there too, without a condition: whoever asks for one gets this. */
        @Bean
        @Primary
        BalancedInterceptor haLoadBalancerInterceptor(
                LoadBalancerClient client,
                Calls calls,
                Time time,
                Transports transports,
                UserBalancers users,
                Lifecycles lifecycles,
                ServiceInstances instances,
                Fallbacks fallbacks,
                ObjectProvider<LoadBalancerRequestTransformer> transformers) {
            return new BalancedInterceptor(
                    client,
                    calls,
                    time,
                    transports,
                    users,
                    lifecycles,
                    instances,
                    fallbacks,
                    transformers.orderedStream().toList());
        }

        @Bean
        @ConditionalOnMissingBean
        RestTemplateCustomizer haRestTemplateCustomizer(BalancedInterceptor interceptor) {
            return template -> {
                List<ClientHttpRequestInterceptor> interceptors = new ArrayList<>(template.getInterceptors());
                interceptors.add(interceptor);
                template.setInterceptors(interceptors);
            };
        }
    }
}
