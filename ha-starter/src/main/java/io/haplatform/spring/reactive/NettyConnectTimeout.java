package io.haplatform.spring.reactive;

import io.haplatform.spring.balance.PrivateField;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.ApplicationContext;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;

/**
 * Gives {@code @LoadBalanced} builders of {@code WebClient}s that have no connector yet one like the default, over
 * Reactor Netty, with our connect timeout: Netty's own is 30 s. A connector that somebody sets, before or after, is
 * left as it is.
 */
public final class NettyConnectTimeout implements BeanPostProcessor {

    private static final PrivateField<ClientHttpConnector> CONNECTOR = PrivateField.of(
            "org.springframework.web.reactive.function.client.DefaultWebClientBuilder",
            "connector",
            ClientHttpConnector.class,
            "WebClients have no connect timeout of ours");

    private final ApplicationContext context;
    private final Supplier<Duration> timeout;

    public NettyConnectTimeout(ApplicationContext context, Supplier<Duration> timeout) {
        this.context = context;
        this.timeout = timeout;
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        if (bean instanceof WebClient.Builder builder
                && context.findAnnotationOnBean(beanName, LoadBalanced.class) != null) {
            apply(builder, timeout.get());
        }
        return bean;
    }

    static void apply(WebClient.Builder builder, Duration timeout) {
        if (CONNECTOR.isReadable(builder) && connector(builder) == null) {
            HttpClient client = HttpClient.create().compress(true).option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                    timeout.toMillis());
            builder.clientConnector(new ReactorClientHttpConnector(client));
        }
    }

    static @Nullable ClientHttpConnector connector(WebClient.Builder builder) {
        return CONNECTOR.of(builder);
    }
}
