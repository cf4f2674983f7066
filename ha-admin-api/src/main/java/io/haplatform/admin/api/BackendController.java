package io.haplatform.admin.api;

import io.haplatform.admin.query.Backend;
import io.haplatform.admin.query.BackendQuery;
import io.haplatform.admin.query.PrometheusTarget;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Names;
import io.haplatform.core.instance.Status;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = ApiConfiguration.BASE, produces = MediaType.APPLICATION_JSON_VALUE)
class BackendController {

    private static final Cursor CURSOR = new Cursor("backends");

    private final BackendQuery backends;

    BackendController(BackendQuery backends) {
        this.backends = backends;
    }

    @Operation(
            operationId = "listBackends",
            summary = "Every instance of every service",
            description =
                    """
                    Sorted by service and id. Filters compare exactly and all must match; an empty `zone` or \
                    `version` matches instances that state none. `null` stands for what is not known or not stated. \
                    `renewedAt` is worked out from `leaseExpiresAt` and the lease duration of the admin's own \
                    configuration.""")
    @GetMapping("/load-balancer/backends")
    Page<Backend> list(
            @ListParameter.OfService @RequestParam(required = false) @Nullable String service,
            @Parameter(
                            description = "Only instances in this state",
                            example = "UP",
                            schema =
                                    @Schema(
                                            allowableValues = {
                                                "UNKNOWN",
                                                "STARTING",
                                                "UP",
                                                "SUSPECT",
                                                "DOWN",
                                                "DRAINING",
                                                "MAINTENANCE"
                                            }))
                    @RequestParam(required = false)
                    @Nullable
                    String status,
            @Parameter(description = "Only this zone", example = "eu-a") @RequestParam(required = false) @Nullable
                    String zone,
            @Parameter(description = "Only this version", example = "1.4.0") @RequestParam(required = false) @Nullable
                    String version,
            @Parameter(description = "Only instances with this tag", example = "canary")
                    @RequestParam(required = false)
                    @Nullable
                    String tag,
            @ListParameter.Limit @RequestParam(required = false) @Nullable String limit,
            @ListParameter.After @RequestParam(required = false) @Nullable String cursor) {
        Parameters parameters = new Parameters();
        BackendQuery.Filter filter = new BackendQuery.Filter(
                parameters.name("service", service, Names::service),
                parameters.oneOf("status", status, Status.class),
                parameters.name("zone", zone, value -> Names.label("zone", value)),
                parameters.name("version", version, value -> Names.label("version", value)),
                parameters.name("tag", tag, Names::tag));
        int count = parameters.limit(limit);
        InstanceKey after = parameters.cursor(cursor, CURSOR::instance);
        parameters.check();
        BackendQuery.Stretch stretch = backends.read(filter, after, count);
        return new Page<>(stretch.items(), stretch.more() ? next(stretch.items()) : null, stretch.total());
    }

    @Operation(
            operationId = "listPrometheusTargets",
            summary = "All instances for Prometheus",
            description =
                    """
                    What Prometheus's HTTP service discovery (`http_sd_configs`) reads: one target for each \
                    registered instance, whatever its status, at its management port.""")
    @GetMapping("/prometheus/targets")
    List<PrometheusTarget> prometheusTargets() {
        return backends.prometheusTargets();
    }

    private static String next(List<Backend> items) {
        Backend last = items.get(items.size() - 1);
        return CURSOR.after(last.service() + "/" + last.id());
    }
}
