package tandem.failover.vip;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code vip-release} reads after everything of this node was killed at once, its guard too: a file of one line in a directory
 * in memory, for this user's eyes only since it holds the nonce. VIP thread.
 */
final class ReleaseFile {
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseFile.class);
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Optional<Path> file;
    private String failure = "";

    /** @param file empty to write nothing */
    ReleaseFile(Optional<Path> file) {
        this.file = file;
    }

    /** Replaces the content; a failure is told once. */
    void write(byte[] line) {
        if (file.isEmpty()) {
            return;
        }
        Path target = file.get();
        Path fresh = target.resolveSibling(target.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, OWNER_ONLY);
            Files.write(fresh, line, StandardOpenOption.WRITE);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            failure = "";
        } catch (IOException e) {
            tell("could not write " + target + ", which frees the votes after systemctl kill: " + e);
        }
    }

    /** To be called when nothing is shown any more. */
    void remove() {
        if (file.isPresent()) {
            try {
                Files.deleteIfExists(file.get());
            } catch (IOException e) {
                tell("could not remove " + file.get() + ": " + e);
            }
        }
    }

    private void tell(String what) {
        if (!what.equals(failure)) {
            failure = what;
            LOG.warn("{}", what);
        }
    }
}
