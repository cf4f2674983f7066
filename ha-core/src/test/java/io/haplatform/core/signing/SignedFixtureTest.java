package io.haplatform.core.signing;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Position;
import io.haplatform.core.wire.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What was signed by an earlier release is believed by every later one: this file is never changed. */
class SignedFixtureTest {

    private static final Signer SIGNER = new Signer("orders-1", PemKeys.privateKey(Keys.PRIVATE_PEM));
    private static final SigningPolicy POLICY = new SigningPolicy(
            "default",
            true,
            SIGNER,
            List.of(new TrustedKey("orders-1", PemKeys.publicKey(Keys.PUBLIC_PEM), Set.of("orders"))));

    @Test
    void signsAndBelievesTheGoldenFileOfFormat1() {
        Registration plain = Keys.instance("orders", "a");

        assertThat(Wire.write(SIGNER.sign("default", plain))).isEqualTo(golden());
        assertThat(new SignatureBook(POLICY).check(Wire.readRegistration(golden()), Position.NONE))
                .isEqualTo(new SignatureBook.Verdict(plain, ""));
    }

    /** A later release adds a field that this one does not keep, and signs what this one knows as this one does. */
    @Test
    void believesARegistrationWithAFieldOfALaterRelease() {
        String later = golden().replaceFirst("}$", ",\"later\":{\"x\":[null]}}");

        assertThat(new SignatureBook(POLICY)
                        .check(Wire.readRegistration(later), Position.NONE)
                        .why())
                .isEmpty();
    }

    private static String golden() {
        String path = "/signing/v1/registration.json";
        try (InputStream in = Objects.requireNonNull(SignedFixtureTest.class.getResourceAsStream(path), path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
