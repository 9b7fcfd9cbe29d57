package tandem.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import tandem.core.config.TracingConfig;
import tandem.core.trace.CollectorFields;

/** Whether spans can go where the configuration sends them, and what lets them in stays secret. */
final class TracingChecks {
    private static final String KEY = "tracing";
    private static final Set<PosixFilePermission> TOO_OPEN = PosixFilePermissions.fromString("----w-rwx");

    private final TracingConfig tracing;
    private final Places places;
    private final Report report;
    private final boolean here;

    /** @param here whether the configuration is to run on this machine */
    TracingChecks(TracingConfig tracing, Places places, Report report, boolean here) {
        this.tracing = tracing;
        this.places = places;
        this.report = report;
        this.here = here;
    }

    void check() {
        if (tracing.serviceName().isBlank()) {
            error(KEY + ".service-name", "is empty; a collector sorts spans by it");
        }
        URI url = tracing.endpoint().url();
        boolean tls = "https".equals(url.getScheme());
        if (tracing.ca().isPresent() && !tls) {
            error(KEY + ".ca", "goes with https; the endpoint is " + url);
        }
        if (tracing.headersFile().isPresent() && !tls && !loopback(url.getHost())) {
            report.warning(
                    places.of(KEY + ".headers-file"),
                    KEY + ".headers-file",
                    "what it holds goes to " + url.getHost() + " in clear text; write an https endpoint");
        }
        tracing.headersFile().ifPresent(this::headers);
        tracing.ca().filter(file -> !Files.isReadable(file)).ifPresent(file -> missing(KEY + ".ca", file));
    }

    private static boolean loopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    private void headers(Path file) {
        String key = KEY + ".headers-file";
        try {
            CollectorFields.parse(Files.readString(file));
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            if (mode.stream().anyMatch(TOO_OPEN::contains)) {
                error(
                        key,
                        file + " is open to others (" + PosixFilePermissions.toString(mode) + "); run: chmod 640 "
                                + file);
            }
        } catch (IllegalArgumentException e) {
            error(key, file + ": " + e.getMessage());
        } catch (NoSuchFileException e) {
            missing(key, file);
        } catch (AccessDeniedException e) {
            error(key, file + " may not be read by the user that this runs as");
        } catch (IOException e) {
            error(key, file + " cannot be read: " + e.getMessage());
        } catch (UnsupportedOperationException e) {
            error(key, file + " lies on a file system without owners and modes; move it to one that has them");
        }
    }

    private void missing(String key, Path file) {
        String sentence = file + " does not exist, or may not be read";
        if (here) {
            error(key, sentence);
        } else {
            report.warning(places.of(key), key, sentence);
        }
    }

    private void error(String key, String message) {
        report.error(places.of(key), key, message);
    }
}
