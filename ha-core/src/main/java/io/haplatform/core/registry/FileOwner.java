package io.haplatform.core.registry;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who this process is to a file system: the owner of a file that it has made there, because in a container the account
 * may have no name. Where files have no owners, the system's own rules have to do.
 */
final class FileOwner {

    private static final Set<PosixFilePermission> OTHERS_WRITE =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private final @Nullable UserPrincipal us;

    private FileOwner(@Nullable UserPrincipal us) {
        this.us = us;
    }

    /** @param made by this process just now */
    static FileOwner of(Path made) throws IOException {
        return new FileOwner(hasOwners(made) ? Files.getOwner(made) : null);
    }

    /** Makes a file of such a name for a moment, in the first of these directories that takes one. */
    static FileOwner in(List<Path> directories, String prefix, String suffix) throws IOException {
        IOException first = null;
        for (Path directory : directories) {
            if (!hasOwners(directory)) {
                return new FileOwner(null);
            }
            try {
                Path made = make(directory, prefix, suffix);
                try {
                    return of(made);
                } finally {
                    Files.delete(made);
                }
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        throw new IOException("who owns a file that we make cannot be found out in any of " + directories, first);
    }

    /** A new file that nobody else may read; the name is another one each time. */
    static Path make(Path directory, String prefix, String suffix) throws IOException {
        try {
            return Files.createTempFile(directory, prefix, suffix, only(directory, "rw-------"));
        } catch (FileSystemException e) {
            // its message names that file: whoever says each reason once would say it for ever
            String why = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
            throw new IOException("no file can be made in " + directory + ": " + why, e);
        }
    }

    /** As an attribute for what is made at this path. */
    static FileAttribute<?>[] only(Path path, String permissions) {
        return hasOwners(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** @throws IOException unless it is ours alone to write */
    void check(Path path) throws IOException {
        if (us == null) {
            return;
        }
        UserPrincipal owner = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        boolean othersWrite = OTHERS_WRITE.stream().anyMatch(permissions::contains);
        if (!owner.equals(us) || othersWrite || Files.isSymbolicLink(path)) {
            throw new IOException(path + " must belong to " + us.getName() + ", be writable for nobody else and be no"
                    + " link but belongs to " + owner.getName() + " with "
                    + PosixFilePermissions.toString(permissions));
        }
    }

    private static boolean hasOwners(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
