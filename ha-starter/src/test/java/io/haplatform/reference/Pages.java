package io.haplatform.reference;

import io.haplatform.reference.Settings.Setting;
import io.haplatform.spring.metrics.HaMeters;
import io.micrometer.common.docs.KeyName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes the pages. */
final class Pages {

    private static final String GENERATED = "<!-- generated: mvn -pl ha-starter -am test -Dtest=ReferenceTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dha.reference.write=true -->\n\n";

    /** A default that the original documents give, and why ours is what it is. */
    private record Default(String setting, String seeds, String why) {}

    private static final List<Default> DEFAULTS = List.of(
            new Default("ha.registry.renew-interval", "–", "three renewals fit into a lease"),
            new Default("ha.registry.lease-duration", "60s", "a dead instance leaves in seconds, not in a minute"),
            new Default(
                    "ha.load-balancer.connect-timeout",
                    "3s",
                    "a host that does not answer a SYN at once will not answer it in three seconds"),
            new Default("ha.load-balancer.attempt-timeout", "3s", "as the seeds have it"),
            new Default("ha.load-balancer.total-timeout", "5s", "as the seeds have it; all attempts are within it"),
            new Default("ha.load-balancer.retry.max-retries", "3", "as the seeds have it, each at another instance"),
            new Default(
                    "ha.load-balancer.retry.first-backoff",
                    "exponential",
                    "exponential with full jitter; a refused connection does not wait at all"),
            new Default("ha.load-balancer.retry.max-backoff", "–", "the total time is 5s"),
            new Default(
                    "ha.load-balancer.retry.budget-percent",
                    "–",
                    "retries must not multiply the load of a service that fails"),
            new Default("ha.load-balancer.strategy", "round robin", "as the seeds have it"),
            new Default("ha.instance.weight", "1", "leaves room for less than the usual share"),
            new Default("ha.health.endpoints.refresh-interval", "30s", "probes are answered from memory"),
            new Default("ha.web.drain.propagation", "–", "callers follow a log and know within milliseconds"),
            new Default("ha.web.drain.quiet", "–", "longer than any caller's pause between picking and sending"),
            new Default("ha.web.drain.in-flight", "–", "ten seconds below the usual grace of platforms"),
            new Default("ha.web.drain.external-grace", "–", "only needed for callers without the starter"));

    private Pages() {}

    static String properties() {
        StringBuilder page =
                new StringBuilder(GENERATED + "# Settings\n\nEvery setting of `ha-starter`. Where Redis is,"
                        + " is Spring Boot's own `spring.data.redis.*`.\nNames are accepted as Spring Boot accepts them:"
                        + " `HA_REGISTRY_NAMESPACE` is `ha.registry.namespace`.\n");
        Map<String, List<Setting>> groups = Settings.all().stream()
                .collect(Collectors.groupingBy(
                        setting -> setting.name().split("\\.", 3)[1], TreeMap::new, Collectors.toList()));
        groups.forEach((group, settings) -> {
            page.append("\n## ha.")
                    .append(group)
                    .append("\n| setting | type | default | |\n| --- | --- | --- | --- |\n");
            settings.forEach(setting -> page.append(row(
                    "`" + setting.name() + "`",
                    setting.type(),
                    setting.otherwise().isEmpty() ? "" : "`" + setting.otherwise() + "`",
                    setting.description())));
        });
        return page.toString();
    }

    static String defaults() {
        Map<String, Setting> settings =
                Settings.all().stream().collect(Collectors.toMap(Setting::name, setting -> setting));
        StringBuilder page =
                new StringBuilder(GENERATED + "# Defaults\n\nEach default beside that of the documents this"
                        + " product was created from, and why they differ. A change needs an ADR.\n\n"
                        + "| setting | theirs | ours | why |\n| --- | --- | --- | --- |\n");
        for (Default known : DEFAULTS) {
            Setting setting = settings.get(known.setting());
            if (setting == null) {
                throw new IllegalStateException(known.setting() + " is no setting any more");
            }
            page.append(row("`" + known.setting() + "`", known.seeds(), "`" + setting.otherwise() + "`", known.why()));
        }
        return page.append(row(
                        "breaker",
                        "50 %, 30 s; or 5, 60 s",
                        "50 % of at least 20 calls in 10 s, 30 s; or count-based: 5, 60 s",
                        "as the seeds have it; `ha.resilience.breaker.sliding-window-type` chooses"))
                .toString();
    }

    static String metrics() {
        StringBuilder page = new StringBuilder(GENERATED + "# Metrics\n\nEvery meter that HA Platform registers with"
                + " Micrometer. Prometheus shows dots as underscores, and counters with `_total`.\n\n"
                + "| meter | kind | unit | tags | |\n| --- | --- | --- | --- | --- |\n");
        for (HaMeters meter : HaMeters.values()) {
            String unit = meter.getBaseUnit();
            page.append(row(
                    "`" + meter.getName() + "`",
                    meter.getType().name().toLowerCase(Locale.ROOT),
                    unit == null ? "" : unit,
                    Arrays.stream(meter.getKeyNames())
                            .map(KeyName::asString)
                            .map(tag -> "`" + tag + "`")
                            .collect(Collectors.joining(", ")),
                    meter.description()));
        }
        return page.toString();
    }

    private static String row(String... cells) {
        return "| "
                + Arrays.stream(cells).map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | "))
                + " |\n";
    }
}
