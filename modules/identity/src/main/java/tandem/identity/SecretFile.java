package tandem.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The file with the cluster's secret, the same on every node and readable by its owner alone (0600 or 0400).
 *
 * <p>It holds one secret a line, the newest first; two while the secret is being changed, never more. A line is base64 of at
 * least 32 bytes; a line that is not base64 stands for its own characters. Blank lines and lines that begin with {@code #} do
 * not count. A file that is not text is one secret as it is. Any thread.
 */
public final class SecretFile {
    private static final int MAX_FILE_BYTES = 4096;
    private static final int MAX_SECRETS = 2;
    private static final int FRESH_BYTES = 48;
    private static final String OWNER_ALONE = "rw-------";
    private static final String REMEDY = "`tandem secret new` makes one";

    private SecretFile() {}

    /** What reading the file led to. */
    public sealed interface Result {
        /**
         * The file is in order.
         *
         * @param secrets one or two, the newest first
         */
        record Ok(List<Secret> secrets) implements Result {
            public Ok {
                secrets = List.copyOf(secrets);
            }
        }

        /**
         * The file cannot be used.
         *
         * @param sentence names the file, what is wrong with it and what to do; shows nothing of its content
         */
        record Problem(String sentence) implements Result {}
    }

    /** Reads the file; never throws. */
    public static Result read(Path file) {
        if (!Files.exists(file)) {
            return problem(file, "does not exist; " + REMEDY + ", and every node needs a copy of the same file");
        }
        if (!Files.isRegularFile(file)) {
            return problem(file, "is not a regular file");
        }
        try {
            Set<PosixFilePermission> open = new HashSet<>(Files.getPosixFilePermissions(file));
            open.removeAll(PosixFilePermissions.fromString("rwx------"));
            if (!open.isEmpty()) {
                String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                return problem(file, "is open to others (" + mode + "); run: chmod 600 " + file);
            }
            if (Files.size(file) > MAX_FILE_BYTES) {
                return problem(file, "has " + Files.size(file) + " bytes; at most " + MAX_FILE_BYTES + " are expected");
            }
            return parse(file, Files.readAllBytes(file));
        } catch (UnsupportedOperationException e) {
            return problem(file, "lies on a file system without owners and modes; move it to one that has them");
        } catch (IOException e) {
            return problem(file, "cannot be read (" + e + "); the user that runs Tandem must own it");
        }
    }

    private static Result parse(Path file, byte[] content) {
        List<Secret> secrets = new ArrayList<>();
        int number = 0;
        for (byte[] part : parts(content)) {
            number++;
            if (part.length < Secret.MIN_BYTES) {
                return problem(
                        file,
                        "has a secret that is too short (number " + number + ", " + part.length + " bytes; at least "
                                + Secret.MIN_BYTES + " are needed); " + REMEDY);
            }
            secrets.add(new Secret(part));
        }
        if (secrets.isEmpty()) {
            return problem(file, "has no secret in it; " + REMEDY);
        }
        if (secrets.size() > MAX_SECRETS) {
            return problem(
                    file, "has " + secrets.size() + " secrets; keep the new one and the one before it, newest first");
        }
        return new Result.Ok(secrets);
    }

    private static List<byte[]> parts(byte[] content) {
        for (byte b : content) {
            boolean text = (b >= ' ' && b <= '~') || b == '\n' || b == '\r' || b == '\t';
            if (!text) {
                return List.of(content);
            }
        }
        return new String(content, StandardCharsets.US_ASCII)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(SecretFile::decode)
                .toList();
    }

    private static byte[] decode(String line) {
        try {
            return Base64.getDecoder().decode(line);
        } catch (IllegalArgumentException e) {
            return line.getBytes(StandardCharsets.US_ASCII);
        }
    }

    /**
     * Writes a file with a fresh random secret that only its owner may read.
     *
     * @throws FileAlreadyExistsException if there is a file already; it is left as it is
     * @throws IOException if it cannot be written
     */
    public static void create(Path file) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ALONE)));
        Files.writeString(file, text(List.of(fresh())), StandardOpenOption.WRITE);
    }

    /**
     * Puts a fresh secret before the one that the file has, so that both are accepted until {@link #retire}. The file is replaced
     * in one step and keeps its owner.
     *
     * @return the secrets that the file has now, or why it was left as it is
     */
    public static Result rotate(Path file) {
        return switch (read(file)) {
            case Result.Problem problem -> problem;
            case Result.Ok(List<Secret> secrets)
            when secrets.size() > 1 ->
                problem(
                        file,
                        "has two secrets already; `tandem secret retire` drops the older once every node has both");
            case Result.Ok(List<Secret> secrets) -> replace(file, List.of(fresh(), secrets.getFirst()));
        };
    }

    /**
     * Drops the older of two secrets. The file is replaced in one step and keeps its owner.
     *
     * @return the secret that the file has now, or why it was left as it is
     */
    public static Result retire(Path file) {
        return switch (read(file)) {
            case Result.Problem problem -> problem;
            case Result.Ok(List<Secret> secrets)
            when secrets.size() < 2 -> problem(file, "has one secret; `tandem secret rotate` puts a new one before it");
            case Result.Ok(List<Secret> secrets) -> replace(file, secrets.subList(0, 1));
        };
    }

    private static Result replace(Path file, List<Secret> secrets) {
        try {
            Path real = file.toRealPath();
            Path draft = real.resolveSibling(real.getFileName() + ".new");
            Files.deleteIfExists(draft);
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ALONE)));
            Files.writeString(draft, text(secrets), StandardOpenOption.WRITE);
            Files.setOwner(draft, Files.getOwner(real));
            Files.move(draft, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return new Result.Ok(secrets);
        } catch (IOException e) {
            return problem(file, "could not be replaced (" + e + "); it is as it was");
        }
    }

    private static Secret fresh() {
        byte[] fresh = new byte[FRESH_BYTES];
        new SecureRandom().nextBytes(fresh);
        return new Secret(fresh);
    }

    private static String text(List<Secret> secrets) {
        StringBuilder text = new StringBuilder(
                "# The secret of a Tandem cluster: the same file on every node, readable by its owner alone.\n");
        secrets.forEach(secret -> text.append(secret.line()).append('\n'));
        return text.toString();
    }

    private static Result problem(Path file, String what) {
        return new Result.Problem("secret file " + file + " " + what);
    }
}
