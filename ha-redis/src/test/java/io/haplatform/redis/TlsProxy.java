package io.haplatform.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * TLS in front of a real Redis that may have been built without: decrypts, and passes on byte by byte. Its certificate
 * is its own, made by the JDK's keytool.
 */
final class TlsProxy implements AutoCloseable {

    private final RedisEndpoint target;
    private final Path keyStore;
    private final SSLServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** @param name whom the certificate is for, such as {@code ip:127.0.0.1} or {@code dns:elsewhere.example} */
    TlsProxy(RedisEndpoint target, String name) throws IOException, GeneralSecurityException, InterruptedException {
        this.target = target;
        this.keyStore = TlsKeys.keyStore(name);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(
                KeyStore.getInstance(keyStore.toFile(), TlsKeys.PASSWORD.toCharArray()),
                TlsKeys.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0);
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Holds its certificate, for those who are to trust it. */
    Path keyStore() {
        return keyStore;
    }

    String password() {
        return TlsKeys.PASSWORD;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Socket redis = new Socket(target.host(), target.port());
                open.add(client);
                open.add(redis);
                start(() -> pass(client, redis));
                start(() -> pass(redis, client));
            }
        } catch (SocketException closed) {
            // by us
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8_192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                out.flush();
            }
        } catch (IOException e) {
            // one side has gone, or would not shake hands: the other goes too
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "tls-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
        Files.delete(keyStore);
        Files.delete(keyStore.getParent());
    }
}
