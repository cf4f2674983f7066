package io.haplatform.autoconfigure;

import io.haplatform.core.call.Calls;
import io.haplatform.spring.balance.Fallbacks;
import io.haplatform.spring.balance.Lifecycles;
import io.haplatform.spring.balance.ServiceInstances;
import io.haplatform.spring.balance.UserBalancers;
import io.haplatform.spring.reactive.BalancedExchangeFilter;
import io.haplatform.spring.reactive.NettyConnectTimeout;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancedExchangeFilterFunction;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancerBeanPostProcessorAutoConfiguration;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancerClientRequestTransformer;
import org.springframework.cloud.client.loadbalancer.reactive.ReactorLoadBalancerClientAutoConfiguration;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;

/** {@code WebClient}, and HTTP interfaces over it. */
@AutoConfiguration(
        after = HaLoadBalancerAutoConfiguration.class,
        before = {ReactorLoadBalancerClientAutoConfiguration.class, LoadBalancerBeanPostProcessorAutoConfiguration.class
        })
@ConditionalOnClass({WebClient.class, LoadBalancerClientFactory.class})
@ConditionalOnBean(Calls.class)
public final class HaReactiveClientAutoConfiguration {

    @Bean
    @Primary
    @ConditionalOnMissingBean(LoadBalancedExchangeFilterFunction.class)
    BalancedExchangeFilter haLoadBalancerExchangeFilter(
            LoadBalancerClientFactory factory,
            Calls calls,
            UserBalancers users,
            Lifecycles lifecycles,
            ServiceInstances instances,
            Fallbacks fallbacks,
            ObjectProvider<LoadBalancerClientRequestTransformer> transformers) {
        return new BalancedExchangeFilter(
                factory,
                calls,
                users,
                lifecycles,
                instances,
                fallbacks,
                transformers.orderedStream().toList());
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HttpClient.class)
    static class Netty {

        @Bean
        @ConditionalOnMissingBean
        static NettyConnectTimeout haNettyConnectTimeout(
                ApplicationContext context, ObjectProvider<HaLoadBalancerProperties> properties) {
            return new NettyConnectTimeout(context, () -> properties.getObject().connectTimeout());
        }
    }
}
