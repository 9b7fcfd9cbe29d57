package tandem.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tandem.core.config.ErrorPageConfig;
import tandem.core.config.ErrorStatus;

/** Reads the files that ErrorDocument names once, when the configuration is read: no files are served later. */
final class HttpdErrorPages {
    private static final long MOST_BYTES = 256 * 1024;

    private HttpdErrorPages() {}

    static void read(ServerDraft server, Report report) {
        for (ServerDraft.ErrorPath asked : server.errorPaths) {
            Optional<String> text =
                    server.documentRoot.or(() -> server.main().documentRoot).flatMap(root -> page(root, asked.path()));
            if (text.isPresent()) {
                asked.section().errorPages.removeIf(page -> page.status().equals(ErrorStatus.of(asked.status())));
                asked.section().errorPages.add(new ErrorPageConfig(asked.status(), text.get(), Optional.empty()));
            } else {
                report.warning(
                        asked.place(),
                        "ErrorDocument",
                        asked.path()
                                + " is no file below DocumentRoot, and members are not asked for error pages; status "
                                + asked.status() + " is shown by this node's own page");
            }
        }
    }

    private static Optional<String> page(Path root, String path) {
        try {
            Path base = root.toRealPath();
            Path file = base.resolve(path.substring(1)).toRealPath();
            boolean usable = file.startsWith(base) && Files.isRegularFile(file) && Files.size(file) <= MOST_BYTES;
            return usable ? Optional.of(Files.readString(file, StandardCharsets.UTF_8)) : Optional.empty();
        } catch (IOException e) {
            // What cannot be read is warned of by name.
            return Optional.empty();
        }
    }
}
