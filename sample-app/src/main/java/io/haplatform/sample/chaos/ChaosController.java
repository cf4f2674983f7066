package io.haplatform.sample.chaos;

import java.util.Map;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Switches faults on and off, for the API requests of this process; its probes stay honest. */
@RestController
@RequestMapping("/api/chaos")
@Profile("chaos")
class ChaosController {

    private final Faults faults;

    ChaosController(Faults faults) {
        this.faults = faults;
    }

    /** {@code percent} of the requests take {@code ms} longer; 0 ends it. */
    @PostMapping("/latency")
    Map<String, Object> latency(@RequestParam int ms, @RequestParam(defaultValue = "100") int percent) {
        between("ms", ms, 0, 600_000);
        between("percent", percent, 0, 100);
        faults.slow(ms, percent);
        return Map.of("ms", ms, "percent", percent);
    }

    /** {@code percent} of the requests are answered with 500; 0 ends it. */
    @PostMapping("/error")
    Map<String, Object> error(@RequestParam int percent) {
        between("percent", percent, 0, 100);
        faults.fail(percent);
        return Map.of("percent", percent);
    }

    /** Requests are accepted and not answered for {@code seconds}; 0 ends it at once. */
    @PostMapping("/hang")
    Map<String, Object> hang(@RequestParam(defaultValue = "60") int seconds) {
        between("seconds", seconds, 0, 3_600);
        faults.hang(seconds);
        return Map.of("seconds", seconds);
    }

    /** A full collection, now. */
    @PostMapping("/gc")
    Map<String, Object> gc() {
        long before = System.nanoTime();
        System.gc();
        return Map.of("ms", (System.nanoTime() - before) / 1_000_000);
    }

    private static void between(String name, int value, int least, int most) {
        if (value < least || value > most) {
            ErrorResponseException bad = new ErrorResponseException(HttpStatus.BAD_REQUEST);
            bad.setDetail(name + " must be between " + least + " and " + most + " but is " + value);
            throw bad;
        }
    }
}
