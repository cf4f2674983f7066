package io.haplatform.demo.system;

import io.haplatform.demo.process.Fleet;
import io.haplatform.demo.process.RunDirectory;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The cast of the demo: what runs, with which command and which settings.
 *
 * <p>Everything listens on the loopback interface only: the demo is for the person at this machine, its database has
 * no password, and a laptop on a strange network offers nothing.
 */
public final class Parts {

    public static final String REDIS = "redis";
    static final String DATABASE = "h2";
    static final String ADMIN = "admin";
    static final String STOREFRONT = "storefront";

    /** Whose applications can be given another way to Redis. */
    public static final String PROXIED_REGION = "south";

    private static final String LOOPBACK = "127.0.0.1";
    private static final List<String> SMALL_JAVA = List.of(
            Fleet.java(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.net.preferIPv4Stack=true");

    /** Where an instance stands; two regions, three zones. */
    private record Place(String region, String zone) {}

    private static final List<Place> PLACES =
            List.of(new Place("north", "north-a"), new Place("north", "north-b"), new Place(PROXIED_REGION, "south-a"));

    private final Path home;
    private final List<String> launcher;
    private final RunDirectory run;
    private final Ports ports;
    private final Optional<RedisLocation> existingRedis;
    private final String password;
    private final HttpClient client;
    private final int regionsRedis;

    /**
     * @param home where the jars are built
     * @param launcher the arguments of {@code java} that run this program, which holds the database server too
     * @param existingRedis empty for the built-in one
     * @param password of the dashboard's user {@code admin}
     * @param regionsRedis the port at which {@link #PROXIED_REGION} reaches the built-in Redis
     */
    public Parts(
            Path home,
            List<String> launcher,
            RunDirectory run,
            Ports ports,
            Optional<RedisLocation> existingRedis,
            String password,
            HttpClient client,
            int regionsRedis) {
        this.home = home;
        this.launcher = List.copyOf(launcher);
        this.run = run;
        this.ports = ports;
        this.existingRedis = existingRedis;
        this.password = password;
        this.client = client;
        this.regionsRedis = regionsRedis;
    }

    /** What the applications need before they start: the database and, unless it is there already, Redis. */
    public List<Part> stores() {
        List<Part> stores = new ArrayList<>();
        if (existingRedis.isEmpty()) {
            stores.add(redis());
        }
        stores.add(database());
        return stores;
    }

    public List<Part> applications() {
        List<Part> applications = new ArrayList<>();
        for (int number = 1; number <= Ports.ORDERS; number++) {
            applications.add(ordersPart(number));
        }
        applications.add(storefront());
        applications.add(admin());
        return applications;
    }

    /** @param number 1 to 3 */
    public static String orders(int number) {
        return "orders-" + number;
    }

    /** The number of the one that stands in {@link #PROXIED_REGION}. */
    public static int proxiedOrders() {
        return IntStream.rangeClosed(1, Ports.ORDERS)
                .filter(number -> PLACES.get(number - 1).region().equals(PROXIED_REGION))
                .findFirst()
                .orElseThrow();
    }

    private Part redis() {
        List<String> command = new ArrayList<>(
                List.of(RedisProgram.unpack(run.work(REDIS)).toString(), "--port", Integer.toString(ports.redis())));
        command.addAll(List.of("--bind", LOOPBACK, "--save", "", "--appendonly", "no", "--daemonize", "no"));
        return new Part(
                REDIS,
                "built in",
                "redis://" + LOOPBACK + ":" + ports.redis(),
                command,
                Map.of(),
                Probe.redis(LOOPBACK, ports.redis()));
    }

    private Part database() {
        List<String> command = new ArrayList<>(SMALL_JAVA);
        command.add("-Dh2.bindAddress=" + LOOPBACK);
        command.addAll(launcher);
        command.addAll(List.of(DatabaseServer.COMMAND, Integer.toString(ports.database())));
        return new Part(
                DATABASE, "shared database", databaseUrl(), command, Map.of(), Probe.tcp(LOOPBACK, ports.database()));
    }

    private Part ordersPart(int number) {
        Place place = PLACES.get(number - 1);
        Map<String, String> environment = application(place, orders(number));
        environment.put("SPRING_DATASOURCE_URL", databaseUrl());
        environment.put("SPRING_DATASOURCE_USERNAME", DatabaseServer.USER);
        environment.put("SPRING_DATASOURCE_PASSWORD", "");
        return java(orders(number), place, ports.orders(number), "sample-app", "orders,chaos", environment);
    }

    private Part storefront() {
        Place place = PLACES.get(0);
        return java(
                STOREFRONT,
                place,
                ports.storefront(),
                "sample-app",
                "storefront",
                application(place, STOREFRONT + "-1"));
    }

    private Part admin() {
        Map<String, String> environment = redisSettings(ports.redis());
        environment.put("HA_ADMIN_PASSWORD", password);
        return new Part(
                ADMIN,
                "dashboard",
                url(ports.admin()),
                jar("ha-admin-api", ports.admin()),
                environment,
                ready(ports.admin()));
    }

    private Part java(
            String name, Place place, int port, String module, String profiles, Map<String, String> environment) {
        List<String> command = jar(module, port);
        command.add("--spring.profiles.active=" + profiles);
        return new Part(
                name,
                "region " + place.region() + ", zone " + place.zone(),
                url(port),
                command,
                environment,
                ready(port));
    }

    private List<String> jar(String module, int port) {
        List<String> command = new ArrayList<>(SMALL_JAVA);
        command.addAll(List.of(
                "-jar", home.resolve(module + "/target/" + module + ".jar").toString()));
        command.addAll(List.of("--server.port=" + port, "--server.address=" + LOOPBACK));
        return command;
    }

    private Map<String, String> application(Place place, String id) {
        Map<String, String> environment =
                redisSettings(place.region().equals(PROXIED_REGION) ? regionsRedis : ports.redis());
        environment.put("NODE_ID", id);
        environment.put("HA_INSTANCE_HOST", LOOPBACK);
        environment.put("HA_INSTANCE_REGION", place.region());
        environment.put("HA_INSTANCE_ZONE", place.zone());
        environment.put("HA_INSTANCE_VERSION", "1.0.0");
        return environment;
    }

    private Map<String, String> redisSettings(int port) {
        Map<String, String> environment = new HashMap<>();
        environment.put(
                "HA_REGISTRY_LAST_KNOWN_GOOD_DIRECTORY", run.work("known").toString());
        environment.put(
                "SPRING_DATA_REDIS_URL",
                existingRedis.map(redis -> redis.uri().toString()).orElse("redis://" + LOOPBACK + ":" + port));
        return environment;
    }

    private String databaseUrl() {
        return "jdbc:h2:tcp://" + LOOPBACK + ":" + ports.database() + "/./" + DatabaseServer.NAME;
    }

    private Probe ready(int port) {
        return Probe.http(client, URI.create(url(port) + "health/ready"));
    }

    private static String url(int port) {
        return "http://" + LOOPBACK + ":" + port + "/";
    }
}
