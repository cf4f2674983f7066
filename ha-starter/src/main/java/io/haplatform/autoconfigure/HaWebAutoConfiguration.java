package io.haplatform.autoconfigure;

import io.haplatform.core.time.Time;
import io.haplatform.spring.lifecycle.Presence;
import io.haplatform.spring.web.Drain;
import io.haplatform.spring.web.DrainBeforeClose;
import io.haplatform.spring.web.DrainPolicy;
import io.haplatform.spring.web.RequestGate;
import io.haplatform.spring.web.RequestGateFilter;
import io.haplatform.spring.web.RequestGateWebFilter;
import io.haplatform.spring.web.WebOrder;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.EnumSet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;

/** Requests are counted, and the application drains before it stops. */
@AutoConfiguration(after = {HaTimeAutoConfiguration.class, HaInstanceAutoConfiguration.class})
@ConditionalOnWebApplication
@ConditionalOnProperty(name = "ha.web.enabled", matchIfMissing = true)
@EnableConfigurationProperties(HaWebProperties.class)
public final class HaWebAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    RequestGate haRequestGate(Time time) {
        return new RequestGate(time);
    }

    @Bean
    @ConditionalOnMissingBean
    Drain haDrain(
            RequestGate gate,
            HaWebProperties properties,
            Time time,
            ObjectProvider<Presence> presence,
            ObjectProvider<Drain.Listener> listeners,
            ApplicationContext context,
            ApplicationAvailability availability) {
        HaWebProperties.Drain policy = properties.drain();
        Presence own = presence.getIfAvailable();
        Drain drain = new Drain(
                gate,
                new DrainPolicy(policy.propagation(), policy.quiet(), policy.inFlight(), policy.externalGrace()),
                time,
                () -> own != null && own.registration() != null);
        listeners.orderedStream().forEach(drain::addListener);
        drain.addListener(new DrainToReadiness(context, availability));
        return drain;
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty(name = "ha.web.drain.enabled", matchIfMissing = true)
    DrainBeforeClose haDrainBeforeClose(ApplicationContext context, Drain drain) {
        return new DrainBeforeClose(context, drain);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnClass(Filter.class)
    static final class Servlet {

        @Bean
        @ConditionalOnMissingBean(name = "haRequestGateFilter")
        FilterRegistrationBean<RequestGateFilter> haRequestGateFilter(RequestGate gate) {
            FilterRegistrationBean<RequestGateFilter> filter =
                    new FilterRegistrationBean<>(new RequestGateFilter(gate));
            filter.setOrder(WebOrder.GATE);
            filter.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST));
            return filter;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    @ConditionalOnClass(WebFilter.class)
    static final class Reactive {

        @Bean
        @ConditionalOnMissingBean
        RequestGateWebFilter haRequestGateWebFilter(RequestGate gate, ApplicationContext context) {
            return new RequestGateWebFilter(gate, context);
        }
    }
}
