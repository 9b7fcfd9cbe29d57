package tandem.config;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the files that an Include names: wild cards in any part of the path, whole directories, in alphabetical order. */
final class IncludedFiles {
    private static final int MOST = 1000;

    private IncludedFiles() {}

    /** @throws IllegalArgumentException with a sentence for the operator, also when a directory cannot be read */
    static List<Path> matching(Path root, String pattern) {
        Path path = root.resolve(pattern);
        List<Path> found = List.of(path.getRoot() == null ? Path.of("") : path.getRoot());
        for (Path part : path) {
            List<Path> next = new ArrayList<>();
            for (Path directory : found) {
                next.addAll(step(directory, part.toString()));
            }
            found = next;
        }
        List<Path> files = new ArrayList<>();
        found.forEach(file -> addFiles(file, files));
        if (files.size() > MOST) {
            throw new IllegalArgumentException(pattern + " matches more than " + MOST + " files");
        }
        return files;
    }

    private static List<Path> step(Path directory, String part) {
        if (!part.matches(".*[*?\\[].*")) {
            Path next = directory.resolve(part);
            return Files.exists(next) ? List.of(next) : List.of();
        }
        return Files.isDirectory(directory) ? listed(directory, part) : List.of();
    }

    private static List<Path> listed(Path directory, String glob) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, glob)) {
            stream.forEach(entries::add);
        } catch (IOException | DirectoryIteratorException e) {
            throw new IllegalArgumentException(directory + " cannot be read: " + e, e);
        }
        entries.removeIf(
                entry -> glob.startsWith("*") && entry.getFileName().toString().startsWith("."));
        entries.sort(null);
        return entries;
    }

    private static void addFiles(Path file, List<Path> files) {
        if (Files.isDirectory(file) && !Files.isSymbolicLink(file) && files.size() <= MOST) {
            listed(file, "*").forEach(entry -> addFiles(entry, files));
        } else if (!Files.isDirectory(file)) {
            files.add(file);
        }
    }
}
