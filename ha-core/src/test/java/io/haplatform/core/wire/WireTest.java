package io.haplatform.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Mutation;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.Observation.Evidence;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireTest {

    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
    private static final InstanceKey A = new InstanceKey("orders", "a");

    private static final Registration MINIMAL = registration("orders:10.0.0.7:8080", Map.of());
    private static final Registration FULL = new Registration(
            new InstanceKey("orders", "[fe80::1]:8443"),
            "0123456789abcdef",
            "fe80::1",
            8443,
            "https",
            9443,
            0,
            "eu-west",
            "eu-west-1a",
            "1.4.2+7",
            List.of("tier=gold", "canary"),
            Map.of("zz", "", "", "empty name", "note", "a \"quoted\" \\ path\n订单 🚚"),
            Status.DRAINING,
            "shutting down",
            Instant.parse("2026-01-02T03:04:05.123456789Z"),
            Instant.parse("2026-01-01T00:00:00.001Z"));

    private static final OperatorOverride PLAIN_OVERRIDE =
            new OperatorOverride(A, 1, null, null, null, "ann", "", NEW_YEAR, null, Map.of());
    private static final OperatorOverride FULL_OVERRIDE = new OperatorOverride(
            A,
            7,
            10,
            List.of(),
            Status.MAINTENANCE,
            "ann",
            "new disk",
            NEW_YEAR,
            NEW_YEAR.plusSeconds(3600),
            Map.of(
                    "ticket",
                    "OPS-12",
                    "quota",
                    new TreeMap<>(Map.of("a", List.of(1L, new BigDecimal("2.50"), Json.Null.NULL, true), "b", "x"))));

    private static final Observation OBSERVATION = new Observation(
            A, "9f0c", "storefront/1", Evidence.REFUSED, "connection refused", NEW_YEAR, NEW_YEAR.plusSeconds(15));

    private static final List<Mutation> MUTATIONS = List.of(
            new Mutation.Put(MINIMAL),
            new Mutation.Removed(A, "9f0c", Mutation.Cause.EXPIRED),
            new Mutation.OverridePut(PLAIN_OVERRIDE),
            new Mutation.OverrideRemoved(A),
            new Mutation.Observed(OBSERVATION),
            new Mutation.Unobserved(A, "storefront/1"));

    @Test
    void writesAndReadsTheGoldenFilesOfVersion1() {
        assertThat(Wire.write(MINIMAL)).isEqualTo(golden("registration-minimal"));
        assertThat(Wire.readRegistration(golden("registration-minimal"))).isEqualTo(MINIMAL);
        assertThat(Wire.write(FULL)).isEqualTo(golden("registration-full"));
        assertThat(Wire.readRegistration(golden("registration-full"))).isEqualTo(FULL);
        assertThat(Wire.write(PLAIN_OVERRIDE)).isEqualTo(golden("override-minimal"));
        assertThat(Wire.readOverride(golden("override-minimal"))).isEqualTo(PLAIN_OVERRIDE);
        assertThat(Wire.write(FULL_OVERRIDE)).isEqualTo(golden("override-full"));
        assertThat(Wire.readOverride(golden("override-full"))).isEqualTo(FULL_OVERRIDE);
        assertThat(Wire.write(OBSERVATION)).isEqualTo(golden("observation"));
        assertThat(Wire.readObservation(golden("observation"))).isEqualTo(OBSERVATION);
        assertThat(Wire.write(MUTATIONS)).isEqualTo(golden("mutations"));
        assertThat(Wire.readMutations(golden("mutations"))).isEqualTo(new Wire.Mutations(MUTATIONS, List.of()));
    }

    @Test
    void writesBackTheFieldsOfAnOverrideThatItDoesNotKnow() {
        OperatorOverride read = Wire.readOverride(golden("override-full"));
        OperatorOverride changed =
                new OperatorOverride(read.key(), 8, 20, null, null, "bob", "", NEW_YEAR, null, read.unknown());
        assertThat(Wire.write(changed))
                .endsWith("\"quota\":{\"a\":[1,2.50,null,true],\"b\":\"x\"},\"ticket\":\"OPS-12\"}");
    }

    @Test
    void ignoresTheFieldsOfARegistrationAndAnObservationThatItDoesNotKnow() {
        String added = ",\"later\":{\"x\":[null]}}";
        assertThat(Wire.readRegistration(golden("registration-full").replaceFirst("}$", added)))
                .isEqualTo(FULL);
        assertThat(Wire.readObservation(golden("observation").replaceFirst("}$", added)))
                .isEqualTo(OBSERVATION);
    }

    @Test
    void leavesOutKindsOfMutationThatALaterReleaseBrings() {
        assertThat(Wire.readMutations(
                        "[{\"section\":{\"v\":1}},{\"overrideRemoved\":{\"service\":\"orders\",\"id\":\"a\"}}]"))
                .isEqualTo(new Wire.Mutations(List.of(new Mutation.OverrideRemoved(A)), List.of()));
    }

    @Test
    void losesOnlyTheMutationThatCannotBeRead() {
        String foreign =
                "[{\"put\":{\"v\":1,\"port\":\"x\"}},7,{\"overrideRemoved\":{\"service\":\"orders\",\"id\":\"a\"}}]";
        assertThat(Wire.readMutations(foreign))
                .isEqualTo(new Wire.Mutations(
                        List.of(new Mutation.OverrideRemoved(A)),
                        List.of("put must have 'service' but has none", "mutation must be a JSON object but is not")));
    }

    @Test
    void readsItsOwnVersionAndTheOneBefore() {
        assertThatCode(() -> Wire.checkVersion("x", 3, 3)).doesNotThrowAnyException();
        assertThatCode(() -> Wire.checkVersion("x", 2, 3)).doesNotThrowAnyException();
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> Wire.checkVersion("x", 1, 3))
                .withMessage("x must have wire version 3 or the one before but has 1: upgrade its writer");
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> Wire.checkVersion("x", 4, 3))
                .withMessage("x must have wire version 3 or the one before but has 4: upgrade this process");
        assertThatExceptionOfType(WireException.class).isThrownBy(() -> Wire.checkVersion("x", 0, 1));
    }

    @Test
    void givesEqualRegistrationsTheSameDigestHoweverTheyWereMade() {
        Map<String, String> forwards = new LinkedHashMap<>();
        Map<String, String> backwards = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            forwards.put("key" + i, "x");
            backwards.put("key" + (19 - i), "x");
        }
        assertThat(Wire.digest(Wire.write(registration("a", forwards))))
                .isEqualTo(Wire.digest(Wire.write(registration("a", backwards))))
                .isNotEqualTo(Wire.digest(Wire.write(registration("b", forwards))));
    }

    @Test
    void digestsAsRedisDoes() {
        // redis.sha1hex('订单') of Redis 7.0
        assertThat(Wire.digest("")).isEqualTo("da39a3ee5e6b4b0d3255bfef95601890afd80709");
        assertThat(Wire.digest("订单")).isEqualTo("81b3798bebc63c6900afbcc6f76859c4fbb66f4b");
    }

    @ParameterizedTest(name = "{0} -> {1} gives: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"port\":8080 | \"port\":\"8080\" | 'port' of registration must be a whole number but is not",
                "\"port\":8080 | \"port\":8.5 | 'port' of registration must be a whole number but is not",
                "\"port\":8080 | \"port\":4294975376 | 'port' of registration must be a number of 32 bits but is not",
                "\"port\":8080 | \"port\":0 | port must be between 1 and 65535 but is '0'",
                "\"port\":8080 | \"port\":null | 'port' of registration must be a whole number but is not",
                "\"port\":8080, |  | port must be between 1 and 65535 but is '0'",
                "\"host\":\"10.0.0.7\", |  | registration must have 'host' but has none",
                "UP | MAINTENANCE | status that orders/orders:10.0.0.7:8080 publishes of itself must be STARTING, UP, DOWN or DRAINING but is MAINTENANCE",
                "UP | up | 'status' of registration must be one of [UNKNOWN, STARTING, UP, SUSPECT, DOWN, DRAINING, MAINTENANCE] but is not",
                "\"v\":1 | \"v\":2 | registration must have wire version 1 or the one before but has 2: upgrade this process",
                "\"v\":1, |  | registration must have 'v' but has none",
                "00Z\",\"reg | 00\",\"reg | 'since' of registration must be a time like 2026-01-01T00:00:00Z but is not",
                "{\"v\" | [{\"v\" | JSON must have ']' at character 189 but has the end",
            })
    void saysInOneSentenceWhatIsWrong(String part, String replacement, String sentence) {
        String wrong = golden("registration-minimal").replace(part, replacement == null ? "" : replacement);
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> Wire.readRegistration(wrong))
                .withMessage(sentence);
    }

    @Test
    void limitsDepthAndLengthBeforeTheyHurt() {
        String deep = "[".repeat(1_000_000);
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> Wire.readMutations(deep))
                .withMessage("JSON must not nest deeper than 16 but does at character 16");
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> Wire.readRegistration(deep))
                .withMessage("registration must be at most 16384 bytes but is 1000000");
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> Wire.readMutations("[" + "9".repeat(1_000_000)));
    }

    @Test
    void refusesToWriteWhatItWouldNotRead() {
        Registration large = registration("a", Map.of("note", "订".repeat(6_000)));
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> Wire.write(large))
                .withMessageMatching(
                        "registration of orders/a must be at most 16384 bytes but is 18\\d{3}; shorten its metadata");
        assertThat(Wire.readRegistration(Wire.write(registration("a", Map.of("note", "x".repeat(16_000))))))
                .isNotNull();
    }

    @Test
    void bringsBackEveryStringUnchanged() {
        Random random = new Random(1);
        for (int round = 0; round < 2_000; round++) {
            char[] chars = new char[random.nextInt(40)];
            for (int i = 0; i < chars.length; i++) {
                // the interesting ones: controls, quotes, surrogates alone and in pairs
                int kind = random.nextInt(4);
                chars[i] = (char)
                        (kind == 0
                                ? random.nextInt(0x80)
                                : kind == 1 ? 0xd800 + random.nextInt(0x800) : random.nextInt(0x10000));
            }
            Registration registration = registration("a", Map.of("note", new String(chars)));
            String json = Wire.write(registration);
            String transported = new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            assertThat(Wire.readRegistration(transported)).isEqualTo(registration);
        }
    }

    @Test
    void answersDamagedInputWithItsOwnExceptionAlone() {
        Random random = new Random(2);
        List<String> originals = List.of(
                golden("registration-full"),
                golden("override-full"),
                golden("observation"),
                golden("mutations"),
                "[{\"a\":[{\"b\":[{\"c\":[[[[[[[[1e5]]]]]]]]}]}]}]");
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            String damaged = damage(originals.get(round % originals.size()), random);
            for (Runnable reader : Arrays.<Runnable>asList(
                    () -> Wire.readRegistration(damaged),
                    () -> Wire.readOverride(damaged),
                    () -> Wire.readObservation(damaged),
                    () -> Wire.readMutations(damaged))) {
                try {
                    reader.run();
                } catch (WireException e) {
                    refused++;
                    assertThat(e.getMessage()).isNotBlank().doesNotContain("\n").hasSizeLessThan(400);
                }
            }
        }
        assertThat(refused).isGreaterThan(50_000);
    }

    private static String damage(String original, Random random) {
        StringBuilder text = new StringBuilder(original);
        String pieces = "{}[]\",:\\/ue-+.0123456789tfn \t\n\u0000\ud800订";
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(text.length());
            int other = Math.min(text.length(), at + random.nextInt(30));
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, pieces.charAt(random.nextInt(pieces.length())));
                case 1 -> text.insert(at, pieces.charAt(random.nextInt(pieces.length())));
                case 2 -> text.insert(at, text.substring(at, other));
                default -> text.delete(at, Math.max(at + (text.length() > 1 ? 1 : 0), other));
            }
            if (text.isEmpty()) {
                return "";
            }
        }
        return text.toString();
    }

    private static Registration registration(String id, Map<String, String> metadata) {
        return Registration.up(new InstanceKey("orders", id), "9f0c", "10.0.0.7", 8080, NEW_YEAR)
                .withMetadata(metadata);
    }

    private static String golden(String name) {
        try (InputStream in =
                Objects.requireNonNull(WireTest.class.getResourceAsStream("/wire/v1/" + name + ".json"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
