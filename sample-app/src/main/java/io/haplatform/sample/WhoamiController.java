package io.haplatform.sample;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Says who answers, in either role. */
@RestController
class WhoamiController {

    private final Self self;

    WhoamiController(Self self) {
        this.self = self;
    }

    @GetMapping("/api/whoami")
    Whoami whoami() {
        return self.whoami();
    }
}
