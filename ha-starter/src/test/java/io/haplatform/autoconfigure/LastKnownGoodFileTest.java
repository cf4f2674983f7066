package io.haplatform.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.registry.SnapshotFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.StandardEnvironment;

/** Which file an application keeps, if any. */
class LastKnownGoodFileTest {

    private static final String IN_DATA = "ha.registry.last-known-good.directory=/data";
    private static final String HEX = "[0-9a-f]{8}";

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    SslAutoConfiguration.class,
                    DataRedisAutoConfiguration.class,
                    HaTimeAutoConfiguration.class,
                    HaRegistryAutoConfiguration.class))
            .withInitializer(context -> {
                // the build switches the file off for all tests
                context.getEnvironment()
                        .getPropertySources()
                        .remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
                // a registry would look for its Redis
                context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
            })
            .withPropertyValues("spring.application.name=orders");

    @Test
    void itIsInADirectoryOfTheUserInThatForTemporaryFiles() {
        Path file = file();

        // a name of a user may hold what a name of a file does not
        String user = System.getProperty("user.name").replaceAll("[^A-Za-z0-9._-]", "-");
        assertThat(file.getParent())
                .isEqualTo(Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "ha-platform-" + user.substring(0, Math.min(100, user.length()))));
        assertThat(file.getFileName().toString()).matches("default-orders-" + HEX + "\\.snapshot");
    }

    @Test
    void itIsNamedAfterNamespaceAndApplicationInTheDirectoryThatIsSet() {
        assertThat(file(IN_DATA, "ha.registry.namespace=blue", "spring.application.name=the shop/1"))
                .asString()
                .matches("/data/blue-the-shop-1-" + HEX + "\\.snapshot");
    }

    @Test
    void eachDatabaseOfEachRedisHasItsOwn() {
        String[][] places = {
            {"spring.data.redis.host=one"},
            {"spring.data.redis.host=two"},
            {"spring.data.redis.host=one", "spring.data.redis.port=6380"},
            {"spring.data.redis.host=one", "spring.data.redis.database=1"},
            {"spring.data.redis.sentinel.master=main", "spring.data.redis.sentinel.nodes=one:26379"},
            {"spring.data.redis.sentinel.master=other", "spring.data.redis.sentinel.nodes=one:26379"},
            {
                "spring.data.redis.sentinel.master=main",
                "spring.data.redis.sentinel.nodes=one:26379",
                "spring.data.redis.database=1"
            },
            {"spring.data.redis.cluster.nodes=one:7000,two:7000"},
            {"spring.data.redis.cluster.nodes=one:7000,three:7000"}
        };
        Set<Path> files = new LinkedHashSet<>();
        for (String[] place : places) {
            assertThat(files.add(file(place))).as(String.join(" ", place)).isTrue();
        }
    }

    @Test
    void aNewPasswordKeepsIt() {
        assertThat(file("spring.data.redis.password=old")).isEqualTo(file("spring.data.redis.password=new"));
    }

    @Test
    void anotherUserAndTlsKeepIt() {
        String[][] servers = {
            {"spring.data.redis.host=one"},
            {"spring.data.redis.sentinel.master=main", "spring.data.redis.sentinel.nodes=one:26379"},
            {"spring.data.redis.cluster.nodes=one:7000,two:7000"}
        };
        for (String[] server : servers) {
            Path before = file(server);
            assertThat(file(with(server, "spring.data.redis.username=orders-2")))
                    .isEqualTo(before);
            assertThat(file(with(server, "spring.data.redis.ssl.enabled=true"))).isEqualTo(before);
        }
    }

    @Test
    void thereIsNoneWhereItIsSwitchedOff() {
        application
                .withPropertyValues("ha.registry.last-known-good.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(SnapshotFile.class));
    }

    @Test
    void oneOfTheApplicationsOwnWins() {
        SnapshotFile own = new SnapshotFile(Path.of("/own"));
        application
                .withBean("own", SnapshotFile.class, () -> own)
                .run(context -> assertThat(context.getBean(SnapshotFile.class)).isSameAs(own));
    }

    private static String[] with(String[] settings, String one) {
        return Stream.concat(Arrays.stream(settings), Stream.of(one)).toArray(String[]::new);
    }

    private Path file(String... settings) {
        AtomicReference<Path> found = new AtomicReference<>();
        application
                .withPropertyValues(settings)
                .run(context -> found.set(context.getBean(SnapshotFile.class).path()));
        return Objects.requireNonNull(found.get());
    }
}
