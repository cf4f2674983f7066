package io.haplatform.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.SslOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;

/** A certificate of its own that the JDK's keytool makes, and its key, as Redis and Java read them. */
final class TlsKeys implements AutoCloseable {

    static final String PASSWORD = "changeit";

    private static final String ALIAS = "redis";

    private final Path keyStore = keyStore("ip:127.0.0.1");
    private final Path certificate = keyStore.resolveSibling("certificate.pem");
    private final Path key = keyStore.resolveSibling("key.pem");

    /** For 127.0.0.1. */
    TlsKeys() {
        try {
            KeyStore keys = KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray());
            write(certificate, "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
            write(key, "PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** What redis.conf says for a server that speaks TLS at this port, to others of its kind too. */
    Map<String, String> settings(int port) {
        return Map.of(
                "tls-port",
                Integer.toString(port),
                "tls-cert-file",
                certificate.toString(),
                "tls-key-file",
                key.toString(),
                "tls-ca-cert-file",
                certificate.toString(),
                "tls-auth-clients",
                "no",
                "tls-replication",
                "yes");
    }

    /** For who trusts this certificate alone. */
    RedisAccess access() {
        SslOptions trust = SslOptions.builder()
                .jdkSslProvider()
                .truststore(keyStore.toFile(), PASSWORD)
                .build();
        return new RedisAccess(0, null, null, true, trust);
    }

    /** @param name whom the certificate is for, such as {@code ip:127.0.0.1} or {@code dns:elsewhere.example} */
    static Path keyStore(String name) {
        try {
            Path file = Files.createTempDirectory("ha-redis-tls").resolve("keys.p12");
            int exit = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            ALIAS,
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=redis",
                            "-ext",
                            "san=" + name,
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            PASSWORD,
                            "-keystore",
                            file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("keytool must make a certificate but ends with " + exit);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static void write(Path file, String kind, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    @Override
    public void close() {
        try {
            Files.delete(certificate);
            Files.delete(key);
            Files.delete(keyStore);
            Files.delete(keyStore.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
