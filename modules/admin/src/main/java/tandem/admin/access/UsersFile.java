package tandem.admin.access;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import tandem.core.access.Accounts;

/** Reads and replaces the users file; never shows what is in it. Any thread, one process at a time. */
public final class UsersFile {
    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-r-----");
    private static final Set<PosixFilePermission> WRITERS = PosixFilePermissions.fromString("rw-------");
    private static final long MOST_BYTES = 1024 * 1024;

    private UsersFile() {}

    /** What reading it led to. */
    public sealed interface Result {
        /** The file is in order. */
        record Ok(Accounts accounts) implements Result {}

        /**
         * It cannot be used.
         *
         * @param sentence names the file, what is wrong with it and what to do
         */
        record Problem(String sentence) implements Result {}
    }

    /** Reads the file; never throws. */
    public static Result read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                return problem(file, "has more than " + MOST_BYTES + " bytes");
            }
            return new Result.Ok(Accounts.parse(Files.readString(file)));
        } catch (IllegalArgumentException e) {
            return problem(file, String.valueOf(e.getMessage()));
        } catch (NoSuchFileException e) {
            return problem(file, "does not exist; `tandem user add` makes it");
        } catch (AccessDeniedException e) {
            return problem(file, "may not be read by the user that this runs as");
        } catch (CharacterCodingException e) {
            return problem(file, "is not text");
        } catch (IOException e) {
            return problem(file, "cannot be read: " + e.getMessage());
        }
    }

    private static Result problem(Path file, String sentence) {
        return new Result.Problem("users file " + file + ": " + sentence);
    }

    /**
     * Replaces the file at one stroke; it keeps owner, group and mode. A new one gets its directory's group, so that a node whose
     * group owns the directory can read what root wrote, and mode 0640.
     *
     * @throws IOException if it cannot be written; what was there is as it was
     */
    public static void write(Path file, Accounts accounts) throws IOException {
        Path whole = file.toAbsolutePath();
        Path directory = Optional.ofNullable(whole.getParent()).orElseThrow();
        Path next = Files.createTempFile(
                directory, "." + whole.getFileName() + ".", "", PosixFilePermissions.asFileAttribute(WRITERS));
        try {
            try (FileChannel out = FileChannel.open(next, StandardOpenOption.WRITE)) {
                out.write(StandardCharsets.UTF_8.encode(accounts.text()));
                out.force(true);
            }
            like(whole, directory, next);
            Files.move(next, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static void like(Path file, Path directory, Path next) throws IOException {
        boolean anew = !Files.exists(file);
        PosixFileAttributes model = Files.readAttributes(anew ? directory : file, PosixFileAttributes.class);
        PosixFileAttributeView view = Files.getFileAttributeView(next, PosixFileAttributeView.class);
        PosixFileAttributes now = view.readAttributes();
        if (!now.group().equals(model.group())) {
            view.setGroup(model.group());
        }
        if (!anew && !now.owner().equals(model.owner())) {
            view.setOwner(model.owner());
        }
        view.setPermissions(anew ? MODE : model.permissions());
    }
}
