package io.haplatform.demo.system;

import io.haplatform.demo.process.DemoFailure;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import redis.embedded.RedisExecProvider;

/** The real redis-server that comes inside the demo's jar. */
final class RedisProgram {

    private RedisProgram() {}

    /**
     * Unpacks it, instead of starting it by its library: that one starts it as a plain child, which outlives a killed
     * launcher.
     *
     * @throws DemoFailure if there is none for this system
     */
    static Path unpack(Path directory) {
        Path program = directory.resolve("redis-server");
        try {
            File unpacked = RedisExecProvider.defaultProvider().get();
            Files.move(unpacked.toPath(), program, StandardCopyOption.REPLACE_EXISTING);
            return program;
        } catch (IOException | RuntimeException e) {
            throw new DemoFailure(
                    "the built-in Redis does not run on this system (" + e.getMessage()
                            + "); start one yourself and name it with --redis redis://localhost:6379",
                    e);
        }
    }
}
