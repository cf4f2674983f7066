package io.haplatform.admin.api;

import io.haplatform.admin.query.StatusQuery;
import io.haplatform.admin.query.StatusReport;
import io.swagger.v3.oas.annotations.Operation;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = ApiConfiguration.BASE, produces = MediaType.APPLICATION_JSON_VALUE)
class StatusController {

    private final StatusQuery status;

    StatusController(StatusQuery status) {
        this.status = status;
    }

    @Operation(
            operationId = "getStatus",
            summary = "How the system is",
            description =
                    """
                    One word, one sentence, and what they rest on. `DOWN`: a service has nobody to take traffic, or \
                    nothing was ever read. `DEGRADED`: the registry is away, may lose what it holds, holds removals \
                    back or has lost many who stay in use, an instance is down or suspect, or a circuit breaker is open. `UP`: else; what was done on \
                    purpose (drain, maintenance) is no fault. Answered from memory, also while the registry is away. \
                    `null` stands for what is not known or not measured.""")
    @GetMapping("/status")
    StatusReport status() {
        return status.read();
    }
}
