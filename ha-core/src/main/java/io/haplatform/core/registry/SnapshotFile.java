package io.haplatform.core.registry;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Names;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.wire.Wire;
import io.haplatform.core.wire.WireException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process last knew of others, for a start while the registry is away, in a file that instances of one name on one
 * machine share. Lines of text; the records in the {@linkplain Wire wire format}, the last line a SHA-256 of all before:
 *
 * <pre>
 * ha-last-known-good 1
 * position STORE REVISION NONCE TIME
 * name SERVICE
 * service SERVICE
 * registration {...}
 * override {...}
 * sha256 HEX
 * </pre>
 *
 * <p>Observations and leases are not kept: they have ended by the time the file is of use. A file is replaced as a
 * whole, so that a reader finds the old one or the new one. It belongs to its owner alone: the directory must be the
 * owner's, and nobody else may write to it, because whoever writes it says where calls go.
 *
 * <p>Blocks while it reads and writes. Not thread-safe.
 */
public final class SnapshotFile {

    private static final Logger log = LoggerFactory.getLogger(SnapshotFile.class);
    private static final String FIRST_LINE = "ha-last-known-good 1";
    private static final String LAST_LINE = "sha256 ";
    private static final long MAX_BYTES = 256L * 1024 * 1024;

    /** What a process that was killed has left half written; nobody writes for so long. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private static final String HALF_WRITTEN = ".new";

    private final Path file;

    /** @param file its directory is made when it is missing */
    public SnapshotFile(Path file) {
        this.file = file.toAbsolutePath().normalize();
    }

    /** Where it is. */
    public Path path() {
        return file;
    }

    /**
     * What the file holds.
     *
     * @return null when there is no file
     * @throws IOException when it cannot be used; the message says why in one sentence
     */
    @Nullable
    Snapshot read() throws IOException {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        Path directory = directory();
        // a volume may be there for reading alone
        List<Path> writable = List.of(directory, Path.of(System.getProperty("java.io.tmpdir")));
        FileOwner us = FileOwner.in(writable, prefix(), HALF_WRITTEN);
        us.check(directory);
        us.check(file);
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " must be at most " + MAX_BYTES + " bytes but is " + Files.size(file));
        }
        String text = Files.readString(file, StandardCharsets.UTF_8);
        try {
            return parsed(text);
        } catch (WireException | IllegalArgumentException | DateTimeException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** @throws IOException when it cannot be written; the message says why in one sentence */
    void write(Snapshot snapshot) throws IOException {
        Path directory = directory();
        if (Files.notExists(directory)) {
            Files.createDirectories(directory, FileOwner.only(directory, "rwx------"));
        }
        Path fresh = FileOwner.make(directory, prefix(), HALF_WRITTEN);
        try {
            FileOwner.of(fresh).check(directory);
            removeAbandoned(directory, Files.getLastModifiedTime(fresh).toInstant());
            Files.writeString(fresh, text(snapshot), StandardOpenOption.SYNC);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private String prefix() {
        return "." + file.getFileName();
    }

    /** @param now by the file system's own clock */
    private void removeAbandoned(Path directory, Instant now) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, this::isHalfWritten)) {
            removeAbandoned(files, now);
        } catch (IOException | DirectoryIteratorException e) {
            log.debug("What was left half written in {} cannot be listed", directory, e);
        }
    }

    /** What another process moves or removes meanwhile, or will not let go, costs us nothing. */
    static void removeAbandoned(Iterable<Path> halfWritten, Instant now) {
        for (Path path : halfWritten) {
            try {
                if (Files.getLastModifiedTime(path).toInstant().isBefore(now.minus(ABANDONED))) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException e) {
                log.debug("{} was left half written and cannot be removed", path, e);
            }
        }
    }

    private boolean isHalfWritten(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.startsWith(prefix())
                && name.endsWith(HALF_WRITTEN)
                && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    private Path directory() throws IOException {
        Path directory = file.getParent();
        if (directory == null) {
            throw new IOException("the file of what was last known must lie in a directory but is " + file);
        }
        return directory;
    }

    static String text(Snapshot snapshot) {
        StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
        Position position = snapshot.position();
        text.append("position ")
                .append(position.store())
                .append(' ')
                .append(position.revision())
                .append(' ')
                .append(position.nonce().isEmpty() ? "-" : position.nonce())
                .append(' ')
                .append(snapshot.now())
                .append('\n');
        new TreeSet<>(snapshot.names()).forEach(name -> line(text, "name", name));
        for (String service : new TreeSet<>(snapshot.services().keySet())) {
            Snapshot.Records records = snapshot.services().getOrDefault(service, Snapshot.Records.NONE);
            line(text, "service", service);
            records.registrations().forEach(each -> line(text, "registration", Wire.write(each)));
            records.overrides().forEach(each -> line(text, "override", Wire.write(each)));
        }
        return sealed(text.toString());
    }

    /** With its last line. */
    static String sealed(String text) {
        return text + LAST_LINE + sha256(text) + '\n';
    }

    private static void line(StringBuilder text, String kind, String value) {
        text.append(kind).append(' ').append(value).append('\n');
    }

    static Snapshot parsed(String text) {
        int last = text.lastIndexOf(LAST_LINE);
        if (!text.startsWith(FIRST_LINE + "\n")) {
            throw new IllegalArgumentException("its first line must be '" + FIRST_LINE + "'");
        }
        if (last < 0 || !text.substring(last + LAST_LINE.length()).strip().equals(sha256(text.substring(0, last)))) {
            throw new IllegalArgumentException(
                    "its last line must be the SHA-256 of all before; it was cut or changed");
        }
        Lines lines = new Lines();
        text.substring(FIRST_LINE.length() + 1, last).lines().forEach(lines::read);
        return lines.snapshot();
    }

    /** What the lines read so far say. */
    private static final class Lines {

        private record Service(List<Registration> registrations, List<OperatorOverride> overrides) {}

        private final Set<String> names = new HashSet<>();
        private final Map<String, Service> services = new HashMap<>();
        private Position position = Position.NONE;
        private Instant now = Instant.EPOCH;

        void read(String line) {
            int space = line.indexOf(' ');
            String kind = line.substring(0, Math.max(0, space));
            String value = line.substring(space + 1);
            switch (kind) {
                case "position" -> position(value.split(" ", -1));
                case "name" -> names.add(Names.service(value));
                case "service" -> services.put(Names.service(value), new Service(new ArrayList<>(), new ArrayList<>()));
                case "registration" -> {
                    Registration registration = Wire.readRegistration(value);
                    of(registration.key()).registrations().add(registration);
                }
                case "override" -> {
                    OperatorOverride override = Wire.readOverride(value);
                    of(override.key()).overrides().add(override);
                }
                default -> {
                    // of a later release
                }
            }
        }

        private void position(String[] parts) {
            if (parts.length != 4) {
                throw new IllegalArgumentException("its position must have four parts but has " + parts.length);
            }
            position = new Position(parts[0], Long.parseLong(parts[1]), parts[2].equals("-") ? "" : parts[2]);
            now = Instant.parse(parts[3]);
        }

        private Service of(InstanceKey key) {
            Service service = services.get(key.service());
            if (service == null) {
                throw new IllegalArgumentException("a record of " + key + " must follow the line of its service");
            }
            return service;
        }

        Snapshot snapshot() {
            Map<String, Snapshot.Records> records = new HashMap<>();
            services.forEach((name, service) -> records.put(
                    name, new Snapshot.Records(service.registrations(), service.overrides(), List.of(), Map.of())));
            return new Snapshot(position, now, names, records, List.of());
        }
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java must have SHA-256 but this runtime has not", e);
        }
    }
}
