package io.haplatform.autoconfigure;

import java.util.Set;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Keeps servers on Reactor Netty 1.3.6 and 1.3.7, which Spring Boot 4.1 brings, from going deaf on connections that
 * callers keep open: the next request on such a connection is sometimes never read (reactor-netty issues 4347 and 4361,
 * mended in 1.3.8). The system property that closes this way into the fault is set unless the application has set it.
 */
final class NettyKeepAlive implements EnvironmentPostProcessor {

    static final String PROPERTY = "reactor.netty.http.server.lastFlushWhenNoRead";

    private static final Set<String> AFFECTED = Set.of("1.3.6", "1.3.7");
    private static final String SERVER = "reactor.netty.http.server.HttpServer";

    private final Log log;

    NettyKeepAlive(DeferredLogFactory logs) {
        this.log = logs.getLog(NettyKeepAlive.class);
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        mend(version(application.getClassLoader()));
    }

    void mend(@Nullable String version) {
        if (version != null && AFFECTED.contains(version) && System.getProperty(PROPERTY) == null) {
            System.setProperty(PROPERTY, "true");
            log.info("Reactor Netty " + version + " can stop reading connections that are kept open: " + PROPERTY
                    + " is set to true to avoid it; 1.3.8 does not need it");
        }
    }

    private static @Nullable String version(ClassLoader loader) {
        try {
            return Class.forName(SERVER, false, loader).getPackage().getImplementationVersion();
        } catch (ClassNotFoundException e) {
            return null;
        }
    }
}
