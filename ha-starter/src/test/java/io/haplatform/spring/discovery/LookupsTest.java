package io.haplatform.spring.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryPolicy;
import io.haplatform.core.registry.InMemoryRegistry;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.time.ManualTime;
import io.haplatform.test.Registrations;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.client.ServiceInstance;

class LookupsTest {

    private final ManualTime time = new ManualTime();
    private final InMemoryRegistry registry =
            new InMemoryRegistry(time, LeasePolicy.DEFAULT, RandomGenerator.getDefault());
    private final Directory directory = new Directory(registry, time, DirectoryPolicy.DEFAULT);
    private final Lookups lookups = new Lookups(directory);
    private final List<Lookups.Answer> answers = new ArrayList<>();

    @BeforeEach
    void start() {
        directory.start();
        directory.follow(List.of("orders"));
        time.run();
        lookups.addListener(answers::add);
    }

    @Test
    void thoseThatTakeTrafficAreFound() {
        register("up", Status.UP, 100);
        register("starting", Status.STARTING, 100);
        register("down", Status.DOWN, 100);
        register("draining", Status.DRAINING, 100);
        register("weightless", Status.UP, 0);
        register("maintained", Status.UP, 100);
        override("maintained", Status.MAINTENANCE);

        assertThat(ids(lookups.now("orders"))).containsExactly("up");
        assertThat(answers).containsExactly(Lookups.Answer.LIVE);
    }

    @Test
    void aSuspectIsFoundOnlyWhenNobodyElseIsLeft() {
        register("suspect", Status.UP, 100);
        suspect("suspect");
        assertThat(ids(lookups.now("orders"))).containsExactly("suspect");

        register("up", Status.UP, 100);
        assertThat(ids(lookups.now("orders"))).containsExactly("up");
    }

    @Test
    void aServiceThatNobodyHasRegisteredIsEmptyAndOneNotYetReadIsUnknown() {
        assertThat(lookups.now("orders")).isEmpty();
        var later = lookups.later("never-heard-of").toCompletableFuture();
        assertThat(later).isNotDone();
        time.run();

        assertThat(later).isCompletedWithValue(List.of());
        assertThat(answers).containsExactly(Lookups.Answer.LIVE, Lookups.Answer.LIVE);
    }

    @Test
    void springCloudSeesWhatItLooksForInTheMetadata() {
        registry.register(List.of(registration("a", Status.UP, 70, "10.0.0.7")));
        time.run();
        ServiceInstance found = lookups.now("orders").get(0);

        assertThat(found.getInstanceId()).isEqualTo("a");
        assertThat(found.getServiceId()).isEqualTo("orders");
        assertThat(found.getUri()).isEqualTo(URI.create("https://10.0.0.7:8443"));
        assertThat(found.isSecure()).isTrue();
        assertThat(found.getMetadata())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "team", "a-team",
                        "weight", "70",
                        "region", "eu",
                        "zone", "eu-1",
                        "version", "1.2",
                        "tags", "blue,new",
                        "management.port", "9443"));
    }

    @Test
    void anIpv6AddressIsInBracketsWhereAUriNeedsThem() {
        registry.register(List.of(registration("a", Status.UP, 70, "fe80::1")));
        time.run();
        ServiceInstance found = lookups.now("orders").get(0);

        assertThat(found.getHost()).isEqualTo("[fe80::1]");
        assertThat(found.getUri()).isEqualTo(URI.create("https://[fe80::1]:8443"));
    }

    private void register(String id, Status status, int weight) {
        registry.register(List.of(registration(id, status, weight, "10.0.0.7")));
        time.run();
    }

    private void override(String id, @Nullable Status status) {
        registry.change(new Change.PutOverride(new OperatorOverride(
                new InstanceKey("orders", id), 1, null, null, status, "ann", "", time.now(), null, Map.of())));
        time.run();
    }

    private void suspect(String id) {
        registry.change(new Change.Observe(new io.haplatform.core.instance.Observation(
                new InstanceKey("orders", id),
                "incarnation",
                "storefront",
                io.haplatform.core.instance.Observation.Evidence.REFUSED,
                "refused",
                time.now(),
                time.now().plusSeconds(30))));
        time.run();
    }

    private static Registration registration(String id, Status status, int weight, String host) {
        return Registrations.of("orders", id)
                .at(host, 8443)
                .scheme("https")
                .managementPort(9443)
                .weight(weight)
                .region("eu")
                .zone("eu-1")
                .version("1.2")
                .tags("new", "blue")
                .metadata("team", "a-team")
                .status(status)
                .incarnation("incarnation")
                .build();
    }

    private static List<String> ids(List<ServiceInstance> instances) {
        return instances.stream().map(ServiceInstance::getInstanceId).toList();
    }
}
