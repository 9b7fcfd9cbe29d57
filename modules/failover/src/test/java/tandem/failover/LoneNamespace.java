package tandem.failover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs a main class in a network namespace that ends with it. The namespace has two links with nobody at their other ends:
 * {@code one} with 192.0.2.11 to .13 and {@code two} with 198.51.100.11 to .13, all of /24.
 */
public final class LoneNamespace {
    private static final String LINKS = "ip link set lo up"
            + " && ip link add one type veth peer name one-end && ip link add two type veth peer name two-end"
            + " && for n in 11 12 13; do ip addr add 192.0.2.$n/24 dev one && ip addr add 198.51.100.$n/24 dev two; done"
            + " && for l in one two one-end two-end; do ip link set $l up; done";
    private static final long LIMIT_SECONDS = 60;

    private LoneNamespace() {}

    /** Why there can be no such namespace here, naming the tool or privilege; empty if there can. */
    public static Optional<String> missing() {
        if (!System.getProperty("user.name").equals("root")) {
            return Optional.of("needs root for a network namespace");
        }
        for (String tool : List.of("unshare", "ip", "nft")) {
            if (!output("sh", "-c", "command -v " + tool + " || true").contains(tool)) {
                return Optional.of("needs the tool " + tool);
            }
        }
        return Optional.empty();
    }

    /** What the main class printed. */
    public static String run(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--net",
                "sh",
                "-c",
                LINKS + " && exec \"$@\"",
                "sh",
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(Arrays.asList(arguments));
        return output(command.toArray(String[]::new));
    }

    /** Drops all packets of these addresses, here and soon, without keeping the caller waiting; for the main class. */
    public static void drop(String addresses) {
        Thread.ofPlatform()
                .daemon()
                .start(() -> output(
                        "nft",
                        "add table inet dark; add chain inet dark out { type filter hook output priority 0; };"
                                + " add rule inet dark out ip daddr " + addresses + " drop;"
                                + " add rule inet dark out ip saddr " + addresses + " drop"));
    }

    private static String output(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + ": " + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted at " + String.join(" ", command), e);
        }
    }
}
