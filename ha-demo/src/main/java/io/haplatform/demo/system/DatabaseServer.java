package io.haplatform.demo.system;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import org.h2.tools.Server;

/** The shared database of the demo: an H2 server, in a process of its own out of the launcher's jar. */
public final class DatabaseServer {

    /** The word that makes the launcher's jar be this server: {@code java -jar ha-demo.jar database-server <port>}. */
    public static final String COMMAND = "database-server";

    static final String NAME = "orders";
    static final String USER = "sa";

    private DatabaseServer() {}

    /** Serves the one database, created empty in the working directory, until the process is ended. */
    public static void serve(int port) throws SQLException, InterruptedException {
        String directory = Path.of("").toAbsolutePath().toString();
        // created before anybody can connect, so that no client may create databases; held open between connections
        try (Connection created = DriverManager.getConnection("jdbc:h2:" + directory + "/" + NAME, USER, "")) {
            Server server = Server.createTcpServer("-tcpPort", Integer.toString(port), "-baseDir", directory);
            server.start();
            System.out.println("serving " + created.getMetaData().getURL() + " on port " + port);
            new CountDownLatch(1).await();
        }
    }
}
