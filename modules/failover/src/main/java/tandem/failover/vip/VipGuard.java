package tandem.failover.vip;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.RunsOn;

/**
 * A small process that outlives the node's process by milliseconds: it reads from a pipe which addresses are shown and by which
 * nonce the votes are freed. When the pipe ends, because the node died by whatever cause, it removes those addresses, then sends
 * the nonce to the voters. Where systemd offers one, it is a service of its own ({@link ServiceGuard}), else a child
 * ({@link ChildGuard}); should it be killed itself, another is started within a second. One a node and group, shared by its
 * providers; VIP thread.
 *
 * <p>Without {@code setsid}, {@code bash} or {@code ip} on the path there is none, and {@link #guarantee} says so: the fence and
 * the kernel's lifetime work all the same.
 */
@RunsOn(RunsOn.Lane.VIP)
public final class VipGuard {
    private static final Logger LOG = LoggerFactory.getLogger(VipGuard.class);
    private static final List<String> TOOLS = List.of("setsid", "bash", "ip");

    private final String path;
    private final String bearer;
    private final String installation;
    private final ReleaseFile file;
    private final Optional<Path> socket;
    private final Set<String> entries = new LinkedHashSet<>();
    private String ticket = "";
    private int users;
    private String weakness = "";
    private @Nullable GuardLink link;

    /** @param path where to look for its tools, directories separated by colons */
    VipGuard(VipScope scope, String path) {
        this.path = path;
        this.bearer = scope.ticket();
        this.installation = "table " + scope.table() + voters(scope.voters());
        this.file = new ReleaseFile(scope.runtimeDirectory().map(directory -> directory.resolve(scope.releaseFile())));
        this.socket = scope.guardSocket();
    }

    /** A guard that finds no tools: for addresses that need none. */
    public static VipGuard none() {
        return new VipGuard(new VipScope("none", "none", "none", List.of(), Optional.empty(), Optional.empty()), "");
    }

    /**
     * Before the votes for a term are asked for: what frees them again, should this process die.
     *
     * @param nonce hexadecimal digits whose hash the voters know
     */
    public void ticket(long term, String nonce) {
        ticket = " " + bearer + " " + term + " " + nonce;
        if (users > 0) {
            start();
            tell();
        }
    }

    /**
     * Starts another guard if the one there was has died.
     *
     * @return whether {@link #guarantee} may read differently now
     */
    public boolean tend() {
        if (link == null || link.alive()) {
            return false;
        }
        LOG.warn("the guard process of the virtual addresses was ended; starting another");
        start();
        tell();
        return true;
    }

    /** One more provider uses the guard. */
    void attach() {
        users++;
    }

    /** One provider less; the last one ends the child. */
    void detach() {
        users--;
        if (users <= 0) {
            stop();
            file.remove();
        }
    }

    /** Starts one if none runs. */
    void start() {
        if (link == null || !link.alive()) {
            startAnother();
        }
    }

    private void startAnother() {
        // A service that ended by itself may do so again: a child then, and the service once more after that.
        boolean serviceEnded = link instanceof ServiceGuard;
        stop();
        if (!serviceEnded && connected()) {
            return;
        }
        Optional<String> missing = missingTool();
        if (missing.isPresent()) {
            weaken(missing.get() + " is not on the path; install it");
            return;
        }
        try {
            link = ChildGuard.start(script());
            weakness = "";
        } catch (IOException e) {
            weaken("it could not be started: " + e.getMessage());
        }
    }

    private boolean connected() {
        if (socket.isEmpty()) {
            return false;
        }
        try {
            link = ServiceGuard.connect(socket.get());
            weakness = "";
            return true;
        } catch (IOException e) {
            LOG.warn(
                    "the guard service of the virtual addresses can't be reached at {} ({}); a child of this process guards"
                            + " them, which systemctl kill ends too",
                    socket.get(),
                    e.getMessage());
            return false;
        }
    }

    /** To be called before the address is added, so that no moment is unguarded. */
    void shown(String address, String device) {
        if (entries.add("vip " + address + " " + device)) {
            start();
            tell();
        }
    }

    /** To be called after the address was removed. */
    void hidden(String address, String device) {
        if (entries.remove("vip " + address + " " + device)) {
            tell();
        }
    }

    /** What the guard adds to the kernel's lifetime, as half a sentence. */
    String guarantee() {
        if (!weakness.isEmpty()) {
            return "no guard process removes it earlier: " + weakness;
        }
        if (link != null && !link.alive()) {
            return "no guard process removes it earlier: it was ended, another is being started";
        }
        return "a guard process removes it at once when this process dies";
    }

    /** Each line names everything, so that a line cut off by the node's death changes nothing. */
    private String line() {
        String shown = entries.isEmpty() ? "" : " " + String.join(" ", entries);
        return installation + shown + ticket + "\n";
    }

    private void tell() {
        byte[] line = line().getBytes(StandardCharsets.US_ASCII);
        file.write(line);
        if (link == null) {
            return;
        }
        try {
            link.write(line);
        } catch (IOException e) {
            LOG.warn("the guard process of the virtual addresses is gone ({}); starting another", e.getMessage());
            startAnother();
            retell(line);
        }
    }

    private void retell(byte[] line) {
        if (link == null) {
            return;
        }
        try {
            link.write(line);
        } catch (IOException e) {
            weaken("it ended again at once: " + e.getMessage());
            stop();
        }
    }

    private void stop() {
        if (link != null) {
            link.close();
            link = null;
        }
    }

    private void weaken(String why) {
        if (!weakness.equals(why)) {
            weakness = why;
            LOG.warn("no guard process for the virtual addresses: {}; they stay up to 1.3 s after a crash", why);
        }
    }

    private Optional<String> missingTool() {
        for (String tool : TOOLS) {
            boolean found = false;
            for (String directory : path.split(":", -1)) {
                found |= Files.isExecutable(Path.of(directory.isEmpty() ? "." : directory, tool));
            }
            if (!found) {
                return Optional.of(tool);
            }
        }
        return Optional.empty();
    }

    private static String script() throws IOException {
        try (InputStream in = VipGuard.class.getResourceAsStream("vip-release")) {
            if (in == null) {
                throw new IOException("vip-release is missing from this program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String voters(List<InetSocketAddress> voters) {
        StringBuilder text = new StringBuilder();
        for (InetSocketAddress voter : voters) {
            text.append(" voter ")
                    .append(voter.getAddress().getHostAddress())
                    .append(' ')
                    .append(voter.getPort());
        }
        return text.toString();
    }
}
