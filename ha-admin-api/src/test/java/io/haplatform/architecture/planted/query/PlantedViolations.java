package io.haplatform.architecture.planted.query;

import io.haplatform.core.instance.Instance;
import java.util.List;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.bind.annotation.RestController;

/** Breaks the rules on purpose, to see them fire. */
@RestController
class PlantedViolations {

    @Autowired
    Object injected;

    List<Instance> leaks() {
        return List.of();
    }
}
