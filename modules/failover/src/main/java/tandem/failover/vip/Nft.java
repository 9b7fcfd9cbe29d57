package tandem.failover.vip;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs {@code nft}, the tool that knows how rules are written; only to put up a table, never on the way of a renewal. */
final class Nft {
    private static final long LIMIT_SECONDS = 2;

    /** It says nothing about what the kernel can do. */
    static final String LATE = "nft did not end within " + LIMIT_SECONDS + " s";

    private final String path;

    /** @param path where to look for the tool, directories separated by colons */
    Nft(String path) {
        this.path = path;
    }

    /**
     * Carries out a script in one transaction; blocks for some milliseconds.
     *
     * @return why it failed; empty if it did not
     */
    Optional<String> run(String script) {
        Optional<Path> tool = tool();
        if (tool.isEmpty()) {
            return Optional.of("nft is not on the path; install nftables");
        }
        try {
            Process process = new ProcessBuilder(tool.get().toString(), "-f", "-")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().write(script.getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.of(LATE);
            }
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.exitValue() == 0 ? Optional.empty() : Optional.of("nft: " + firstLine(printed));
        } catch (IOException e) {
            return Optional.of("nft could not be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("nft was interrupted");
        }
    }

    private Optional<Path> tool() {
        for (String directory : path.split(":", -1)) {
            Path candidate = Path.of(directory.isEmpty() ? "." : directory, "nft");
            if (Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static String firstLine(String printed) {
        return printed.lines().findFirst().orElse("it failed without a word");
    }
}
