package io.haplatform.spring.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Actuator's endpoint {@code ha}: what this process knows of the registry, what it says of itself, how it is configured
 * and from where; and operations, such as draining now.
 */
@Endpoint(id = "ha")
public final class HaEndpoint {

    private final Map<String, HaSection> sections = new LinkedHashMap<>();
    private final Map<String, HaOperation> operations = new LinkedHashMap<>();

    public HaEndpoint(List<HaSection> sections, List<HaOperation> operations) {
        sections.forEach(section -> this.sections.put(section.name(), section));
        operations.forEach(operation -> this.operations.put(operation.name(), operation));
    }

    /** All sections. */
    @ReadOperation
    public Map<String, Object> all() {
        Map<String, Object> all = new LinkedHashMap<>();
        sections.forEach((name, section) -> all.put(name, section.read()));
        return all;
    }

    /** One section; null, which is 404, when there is none of that name. */
    @ReadOperation
    public @Nullable Object section(@Selector String name) {
        HaSection section = sections.get(name);
        return section == null ? null : section.read();
    }

    /** Runs an operation. */
    @WriteOperation
    public Object run(@Selector String name) {
        HaOperation operation = operations.get(name);
        if (operation == null) {
            String reason =
                    "operation must be one of " + String.join(", ", operations.keySet()) + " but is '" + name + "'";
            throw new InvalidEndpointRequestException(reason, reason);
        }
        return operation.run();
    }
}
