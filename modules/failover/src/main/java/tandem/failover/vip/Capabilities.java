package tandem.failover.vip;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the kernel lets this process do with the network (capabilities(7)).
 *
 * @param effective the bit set {@code CapEff} of {@code /proc/self/status}
 */
record Capabilities(long effective) {
    private static final int NET_ADMIN = 12;
    private static final int NET_RAW = 13;

    static Capabilities ofThisProcess() {
        try {
            return parse(Files.readAllLines(Path.of("/proc/self/status")));
        } catch (IOException e) {
            throw new UncheckedIOException("could not read /proc/self/status", e);
        }
    }

    /** Reads the lines of a {@code status} file; without a {@code CapEff} line there are no capabilities. */
    static Capabilities parse(List<String> lines) {
        for (String line : lines) {
            if (line.startsWith("CapEff:")) {
                return new Capabilities(Long.parseUnsignedLong(line.substring(7).strip(), 16));
            }
        }
        return new Capabilities(0);
    }

    /** The capabilities that a virtual address needs and this process lacks, in the order ADMIN, RAW; may be empty. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        if ((effective >> NET_ADMIN & 1) == 0) {
            missing.add("CAP_NET_ADMIN");
        }
        if ((effective >> NET_RAW & 1) == 0) {
            missing.add("CAP_NET_RAW");
        }
        return missing;
    }
}
