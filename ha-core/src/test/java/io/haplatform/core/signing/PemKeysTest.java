package io.haplatform.core.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PemKeysTest {

    @Test
    void readsAPairAsOpenSslWritesIt() {
        Signer signer = new Signer("rfc8410", PemKeys.privateKey(Keys.PRIVATE_PEM));

        assertThat(signer.fits(PemKeys.publicKey(Keys.PUBLIC_PEM))).isTrue();
        assertThat(signer.fits(Keys.ORDERS.getPublic())).isFalse();
    }

    @Test
    void readsOneWithTheLineEndsOfAnotherSystemAndBlanksAround() {
        assertThat(PemKeys.publicKey("\n " + Keys.PUBLIC_PEM.replace("\n", "\r\n") + " \n"))
                .isEqualTo(PemKeys.publicKey(Keys.PUBLIC_PEM));
    }

    /** A secret of another kind must not be shown by the message that refuses it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hunter2 | is none",
                "'' | is none",
                "-----BEGIN PRIVATE KEY-----hunter2 | is none",
                "-----BEGIN RSA PRIVATE KEY-----hunter2-----END RSA PRIVATE KEY----- | begins with BEGIN RSA PRIVATE KEY",
                "-----BEGIN PUBLIC KEY-----hunter2-----END PUBLIC KEY----- | begins with BEGIN PUBLIC KEY",
                "-----BEGIN PRIVATE KEY-----h-----END PRIVATE KEY----- | is not Base64 between its first and last line",
                "-----BEGIN PRIVATE KEY-----hunter2=-----END PRIVATE KEY-----"
                        + " | holds a key of another kind, or a broken one"
            })
    void saysInASentenceWhatIsWrongAndNothingOfTheKey(String pem, String actual) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PemKeys.privateKey(pem))
                .withMessage("key must be an Ed25519 key in PEM, BEGIN PRIVATE KEY, but " + actual)
                .withNoCause();
    }

    @Test
    void refusesAKeyForAnotherUse() {
        String rsa = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
                + "-----END PUBLIC KEY-----";

        assertThatIllegalArgumentException()
                .as("X25519")
                .isThrownBy(() -> PemKeys.publicKey(rsa))
                .withMessageEndingWith("holds a key of another kind, or a broken one");
    }

    @Test
    void aPolicyMustFitTogether() {
        Signer orders = Keys.signer("orders", Keys.ORDERS);
        TrustedKey own = Keys.trusted("orders", Keys.ORDERS, "orders");

        refused(true, null, List.of(), "trusted keys must be at least one where signatures are required but are none");
        refused(false, null, List.of(own, own), "ids of trusted keys must be different but are [orders, orders]");
        refused(
                true,
                orders,
                List.of(Keys.trusted("billing", Keys.BILLING, "billing")),
                "trusted keys must contain 'orders', with which this process signs, but are billing");
        refused(
                false,
                orders,
                List.of(Keys.trusted("orders", Keys.BILLING, "orders")),
                "public key of 'orders' must be the other half of the private key of this process but is of another");
        assertThat(new SigningPolicy("default", true, orders, List.of(own)).trusted())
                .containsExactly(own);
    }

    @Test
    void aKeyIsTrustedForServicesByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrustedKey("orders", Keys.ORDERS.getPublic(), Set.of()))
                .withMessage("services of key 'orders' must be at least one, or * for all, but are none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrustedKey("orders", Keys.ORDERS.getPublic(), Set.of("no service")))
                .withMessageStartingWith("service name must be");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrustedKey("or:ders", Keys.ORDERS.getPublic(), Set.of("orders")))
                .withMessageStartingWith("key id must be");
    }

    @Test
    void aTrustedKeyOfAnotherKindIsRefusedByItsName() throws NoSuchAlgorithmException {
        PublicKey other = KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrustedKey("orders", other, Set.of("orders")))
                .withMessage("key 'orders' must be an Ed25519 public key but is one for EC");
    }

    @Test
    void servicesOfATrustedKeyAreNamedInOrder() {
        Set<String> services =
                IntStream.range(10, 40).mapToObj(i -> "service-" + i).collect(Collectors.toSet());

        assertThat(new TrustedKey("orders", Keys.ORDERS.getPublic(), services).services())
                .containsExactlyElementsOf(services.stream().sorted().toList());
    }

    private static void refused(boolean required, @Nullable Signer signer, List<TrustedKey> keys, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SigningPolicy("default", required, signer, keys))
                .withMessage(message);
    }
}
