package io.haplatform.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.reference.Settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The pages say what the code says. */
class ReferenceTest {

    private static final Path DIRECTORY = Path.of("..", "docs", "reference");
    private static final Map<String, Supplier<String>> PAGES = new TreeMap<>(
            Map.of("properties.md", Pages::properties, "defaults.md", Pages::defaults, "metrics.md", Pages::metrics));

    @TestFactory
    Stream<DynamicTest> isUpToDate() {
        return PAGES.entrySet().stream()
                .map(page -> DynamicTest.dynamicTest(
                        page.getKey(),
                        () -> check(page.getKey(), page.getValue().get())));
    }

    @Test
    void everySettingIsDescribed() {
        assertThat(Settings.all()).isNotEmpty().allSatisfy(setting -> assertThat(setting.description())
                .as(setting.name())
                .isNotBlank());
    }

    @Test
    void everyFeatureCanBeSwitchedOff() {
        assertThat(Settings.all())
                .extracting(Setting::name)
                .contains(
                        "ha.instance.enabled",
                        "ha.registry.enabled",
                        "ha.load-balancer.enabled",
                        "ha.health.enabled",
                        "ha.resilience.enabled",
                        "ha.web.enabled",
                        "ha.metrics.enabled");
    }

    private static void check(String name, String generated) throws IOException {
        Path file = DIRECTORY.resolve(name);
        if (Boolean.getBoolean("ha.reference.write")) {
            Files.createDirectories(DIRECTORY);
            Files.writeString(file, generated);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as("%s is stale; its first line says how to write it anew", file)
                .isEqualTo(generated);
    }
}
