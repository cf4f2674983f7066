package io.haplatform.spring.blocking;

import io.haplatform.spring.balance.PrivateField;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;

/**
 * Gives a factory over the JDK's HTTP client a connect timeout. The client cannot be changed, so the factory gets
 * another client with the same settings; a connect timeout of its own is left as it is. Two settings cannot be read, and
 * are not carried over: {@code localAddress} and {@code priority}. {@link Transports} says so.
 */
final class JdkFactories {

    private static final String WITHOUT = "calls by the JDK's HTTP client have no connect timeout of ours";
    private static final PrivateField<HttpClient> CLIENT = field("httpClient", HttpClient.class);
    private static final PrivateField<Executor> EXECUTOR = field("executor", Executor.class);
    private static final PrivateField<Duration> READ_TIMEOUT = field("readTimeout", Duration.class);
    private static final PrivateField<Boolean> COMPRESSION = field("compression", Boolean.class);

    private JdkFactories() {}

    static ClientHttpRequestFactory withConnectTimeout(ClientHttpRequestFactory factory, Duration timeout) {
        HttpClient client = CLIENT.of(factory);
        Executor executor = EXECUTOR.of(factory);
        // a subclass may do more than can be copied, and so may a client that wraps the JDK's
        if (factory.getClass() != JdkClientHttpRequestFactory.class
                || client == null
                || executor == null
                || client.connectTimeout().isPresent()
                || !client.getClass().getName().startsWith("jdk.internal.")) {
            return factory;
        }
        HttpClient limited = limited(client, timeout);
        JdkClientHttpRequestFactory copy = client.executor().isPresent()
                ? new JdkClientHttpRequestFactory(limited, executor)
                : new JdkClientHttpRequestFactory(limited);
        Duration readTimeout = READ_TIMEOUT.of(factory);
        if (readTimeout != null) {
            copy.setReadTimeout(readTimeout);
        }
        copy.enableCompression(!Boolean.FALSE.equals(COMPRESSION.of(factory)));
        return copy;
    }

    private static HttpClient limited(HttpClient client, Duration timeout) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .version(client.version())
                .followRedirects(client.followRedirects())
                .sslContext(client.sslContext())
                .sslParameters(client.sslParameters());
        client.executor().ifPresent(builder::executor);
        client.proxy().ifPresent(builder::proxy);
        client.authenticator().ifPresent(builder::authenticator);
        client.cookieHandler().ifPresent(builder::cookieHandler);
        return builder.build();
    }

    private static <T> PrivateField<T> field(String name, Class<T> type) {
        return PrivateField.of("org.springframework.http.client.JdkClientHttpRequestFactory", name, type, WITHOUT);
    }
}
