package io.haplatform.admin.api;

import io.haplatform.admin.query.Event;
import io.haplatform.admin.query.EventQuery;
import io.haplatform.core.instance.Names;
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
class EventController {

    private static final Cursor CURSOR = new Cursor("events");

    private final EventQuery events;

    EventController(EventQuery events) {
        this.events = events;
    }

    @Operation(
            operationId = "listEvents",
            summary = "What happened",
            description =
                    """
                    Newest first: instances that came, changed, went or were lost, circuit breakers of callers, and \
                    the registry itself. Kept in the admin's memory, the last 10,000 (`ha.admin.events-kept`) since \
                    it started; a cursor of an earlier start is refused. `epoch` is `null` for an event that is none \
                    of a failover group's.""")
    @GetMapping("/failover/events")
    Page<Event> list(
            @ListParameter.OfService @RequestParam(required = false) @Nullable String service,
            @Parameter(description = "Only the instance with this id", example = "orders-1")
                    @RequestParam(required = false)
                    @Nullable
                    String instance,
            @Parameter(
                            description = "Only this type",
                            example = "ServiceRegistered",
                            schema =
                                    @Schema(
                                            allowableValues = {
                                                "ServiceRegistered",
                                                "ServiceDeregistered",
                                                "ServiceExpired",
                                                "HealthStatusChanged",
                                                "InstanceChanged",
                                                "CircuitBreakerChanged",
                                                "RegistryLost",
                                                "RegistryRestored"
                                            }))
                    @RequestParam(required = false)
                    @Nullable
                    String type,
            @ListParameter.Limit @RequestParam(required = false) @Nullable String limit,
            @ListParameter.After @RequestParam(required = false) @Nullable String cursor) {
        Parameters parameters = new Parameters();
        EventQuery.Filter filter = new EventQuery.Filter(
                parameters.name("service", service, Names::service),
                instance,
                parameters.oneOf("type", type, Event.Type.class));
        int count = parameters.limit(limit);
        String before = parameters.cursor(cursor, this::place);
        parameters.check();
        EventQuery.Stretch stretch = events.read(filter, before == null ? "" : before, count);
        return new Page<>(stretch.items(), stretch.more() ? next(stretch.items()) : null, null);
    }

    private static String next(List<Event> items) {
        return CURSOR.after(items.get(items.size() - 1).id());
    }

    private @Nullable String place(String cursor) {
        String id = CURSOR.key(cursor);
        return id != null && events.knows(id) ? id : null;
    }
}
