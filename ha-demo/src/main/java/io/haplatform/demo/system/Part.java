package io.haplatform.demo.system;

import java.util.List;
import java.util.Map;

/**
 * One process of the demo, before it is started.
 *
 * @param what shown beside its name, such as its zone
 * @param address where it answers, as shown to the user
 * @param environment added to the launcher's own, less its settings
 * @param answers whether it is ready for work
 */
public record Part(
        String name,
        String what,
        String address,
        List<String> command,
        Map<String, String> environment,
        Probe answers) {

    public Part {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
