package io.haplatform.spring.blocking;

import io.haplatform.spring.balance.PrivateField;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ReactorClientHttpRequestFactory;
import reactor.netty.http.client.HttpClient;

/** Gives a factory over Reactor Netty a connect timeout, unless its client has been given one. */
final class ReactorFactories {

    private static final String WITHOUT = "calls by Reactor Netty have no connect timeout of ours";
    private static final PrivateField<HttpClient> CLIENT = field("httpClient", HttpClient.class);
    private static final PrivateField<Executor> EXECUTOR = field("executor", Executor.class);
    private static final int NETTYS_OWN = 30_000;

    private ReactorFactories() {}

    static ClientHttpRequestFactory withConnectTimeout(ClientHttpRequestFactory factory, Duration timeout) {
        HttpClient client = CLIENT.of(factory);
        if (factory.getClass() != ReactorClientHttpRequestFactory.class
                || client == null
                || hasConnectTimeout(client)) {
            return factory;
        }
        ReactorClientHttpRequestFactory copy = new ReactorClientHttpRequestFactory(
                client.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis()));
        Executor executor = EXECUTOR.of(factory);
        if (executor != null) {
            copy.setExecutor(executor);
        }
        return copy;
    }

    private static boolean hasConnectTimeout(HttpClient client) {
        Object set = client.configuration().options().get(ChannelOption.CONNECT_TIMEOUT_MILLIS);
        return set instanceof Integer millis && millis != NETTYS_OWN;
    }

    private static <T> PrivateField<T> field(String name, Class<T> type) {
        return PrivateField.of("org.springframework.http.client.ReactorClientHttpRequestFactory", name, type, WITHOUT);
    }
}
