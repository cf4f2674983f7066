package io.haplatform.redis;

import io.haplatform.core.wire.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The scripts; each is some files of {@code /ha/redis}, one after the other. */
enum Script {
    REGISTER("head", "log", "records", "whole", "register"),
    RENEW("head", "renew", "log", "records", "acquit"),
    CHANGE("head", "log", "records", "whole", "change"),
    SWEEP("head", "log", "records", "whole", "sweep"),
    SNAPSHOT("head", "log", "records", "whole", "snapshot"),
    LOCATE("head", "locate");

    private final String text;
    private final String sha;

    Script(String... parts) {
        StringBuilder joined = new StringBuilder();
        for (String part : parts) {
            joined.append(load(part));
        }
        this.text = joined.toString();
        this.sha = Wire.digest(text);
    }

    String text() {
        return text;
    }

    /** By which Redis knows it once it has seen it. */
    String sha() {
        return sha;
    }

    private static String load(String part) {
        String path = "/ha/redis/" + part + ".lua";
        try (InputStream in =
                Objects.requireNonNull(Script.class.getResourceAsStream(path), path + " must be in the jar")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
