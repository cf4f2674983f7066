package io.haplatform.redis;

import static io.haplatform.redis.Fixture.await;
import static io.haplatform.redis.Fixture.ids;
import static io.haplatform.redis.Fixture.instance;
import static io.haplatform.redis.Fixture.registered;
import static io.haplatform.redis.Fixture.snapshot;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.RegistryException;
import io.haplatform.core.registry.Renewal;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.SslOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** How many connections a process holds, how they are set, and that they can be encrypted. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.haplatform.redis.RedisServers#kinds")
class RedisConnectionsTest {

    private final Fixture fixture = new Fixture();
    private final String kind;

    RedisConnectionsTest(String kind) {
        this.kind = kind;
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aProcessHasOneConnectionForCommandsAndOneThatWaitsForTheLog() throws InterruptedException {
        try (RedisProcess server = RedisServers.start(kind, Map.of());
                Probe probe = new Probe(server.endpoint())) {
            RedisRegistry registry = fixture.registry(server.endpoint());
            Tape tape = new Tape();
            registry.follow(snapshot(registry).position(), tape);
            for (int i = 1; i <= 20; i++) {
                registered(registry, instance("n" + i));
                assertThat(tape.next()).isEqualTo(i + ":[n" + i + "]");
            }

            assertThat(probe.redis().clientList().lines())
                    .as("two, and the one that asks")
                    .hasSize(3)
                    .filteredOn(line -> line.contains("cmd=xread"))
                    .hasSize(1);
        }
    }

    @Test
    @Timeout(30)
    void waitsLongerForTheLogWhereThousandsDo() throws IOException {
        try (RedisProcess server = RedisServers.start(kind, Map.of());
                Probe probe = new Probe(server.endpoint());
                Socket monitor =
                        new Socket(server.endpoint().host(), server.endpoint().port())) {
            RedisRegistry registry = fixture.registry(server.endpoint());
            Position head = snapshot(registry).position();
            String watchers = fixture.keys().fixed().get(6);
            double until = System.currentTimeMillis() + 600_000.0;
            for (int i = 0; i < 1_999; i++) {
                probe.redis().zadd(watchers, until, "process-" + i);
            }
            await(registry.renew(new Renewal("me", List.of(), head)));
            monitor.getOutputStream().write("MONITOR\r\n".getBytes(UTF_8));
            BufferedReader commands = new BufferedReader(new InputStreamReader(monitor.getInputStream(), UTF_8));
            assertThat(commands.readLine()).isEqualTo("+OK");

            registry.follow(head, new Tape());

            assertThat(commands.lines()
                            .filter(line -> line.contains("\"XREAD\""))
                            .findFirst())
                    .hasValueSatisfying(line -> assertThat(line).contains("\"BLOCK\" \"2000\""));
        }
    }

    @Test
    void keepsNothingThatIsNotSentAndLeavesReconnectingToItsOwnLink() {
        SslOptions trust = SslOptions.builder().jdkSslProvider().build();
        RedisPolicy policy = new RedisPolicy(
                Duration.ofMillis(123), Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(10));
        try (Connector connector = new Connector(new RedisAccess(0, null, null, true, trust), policy)) {
            ClientOptions options = connector.options();

            assertThat(options.isAutoReconnect()).isFalse();
            assertThat(options.getDisconnectedBehavior()).isEqualTo(DisconnectedBehavior.REJECT_COMMANDS);
            assertThat(options.getTimeoutOptions().isTimeoutCommands()).isTrue();
            assertThat(options.getSocketOptions().getConnectTimeout()).isEqualTo(Duration.ofMillis(123));
            assertThat(options.getSocketOptions().isKeepAlive()).isTrue();
            assertThat(options.getSslOptions()).isSameAs(trust);
        }
    }

    @Test
    void speaksTlsToAServerThatItTrusts() throws Exception {
        try (TlsProxy tls = new TlsProxy(RedisServers.shared(kind).endpoint(), "ip:127.0.0.1")) {
            RedisRegistry registry = fixture.registry(encrypted(tls, true));
            Tape tape = new Tape();
            registry.follow(snapshot(registry).position(), tape);

            registered(registry, instance("a"));

            assertThat(tape.next()).isEqualTo("1:[a]");
            assertThat(ids(snapshot(registry, "orders"), "orders")).containsExactly("a");
        }
    }

    @Test
    void refusesAServerWhoseCertificateIsForAnotherName() throws Exception {
        try (TlsProxy tls = new TlsProxy(RedisServers.shared(kind).endpoint(), "dns:elsewhere.example")) {
            RedisRegistry registry = fixture.registry(encrypted(tls, true));

            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> snapshot(registry))
                    .withMessageStartingWith("Redis at 127.0.0.1:" + tls.port() + " cannot be reached: ")
                    .withMessageContaining("127.0.0.1");
        }
    }

    @Test
    void refusesAServerThatItDoesNotTrust() throws Exception {
        try (TlsProxy tls = new TlsProxy(RedisServers.shared(kind).endpoint(), "ip:127.0.0.1")) {
            RedisRegistry registry = fixture.registry(encrypted(tls, false));

            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> snapshot(registry))
                    .withMessageStartingWith("Redis at 127.0.0.1:" + tls.port() + " cannot be reached: ")
                    .withMessageContaining("certification path");
        }
    }

    private static RedisEndpoint encrypted(TlsProxy tls, boolean trusted) {
        SslOptions trust = trusted
                ? SslOptions.builder()
                        .jdkSslProvider()
                        .truststore(tls.keyStore().toFile(), tls.password())
                        .build()
                : null;
        return new RedisEndpoint("127.0.0.1", tls.port(), new RedisAccess(0, null, null, true, trust));
    }
}
