package tandem.failover.vip;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small child process that outlives the node's process by milliseconds: it reads from a pipe which addresses are shown, and
 * when the pipe ends, because the node died by whatever cause, removes those from their interfaces. It lives in its own
 * session, so a signal to the node's process group passes it by. One a node, shared by its providers; VIP thread.
 *
 * <p>Without {@code setsid}, {@code sh} or {@code ip} on the path there is none, and {@link #guarantee} says so: the kernel's
 * lifetime works all the same.
 */
public final class VipGuard {
    private static final Logger LOG = LoggerFactory.getLogger(VipGuard.class);

    /** Each line names everything that is shown, so that a line cut off by the node's death changes nothing. */
    private static final String SCRIPT = """
            trap '' HUP INT QUIT TERM
            shown=
            while IFS= read -r line; do shown=$line; done
            set -f
            set -- $shown
            while [ $# -ge 2 ]; do
              ip addr del "$1" dev "$2" &
              shift 2
            done
            wait
            """;

    private final String path;
    private final Set<String> entries = new LinkedHashSet<>();
    private int users;
    private String weakness = "";
    private @Nullable Process child;

    /** @param path where to look for its tools, directories separated by colons */
    VipGuard(String path) {
        this.path = path;
    }

    /** A guard that finds no tools: for addresses that need none. */
    public static VipGuard none() {
        return new VipGuard("");
    }

    /** Before the votes for a term are asked for: what frees them again, should this process die. */
    public void ticket(long term, String nonce) {
        LOG.trace("the votes of term {} can be freed by a nonce of {} digits", term, nonce.length());
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
        }
    }

    /** Starts the child if it does not run. */
    void start() {
        if (child != null && child.isAlive()) {
            return;
        }
        child = null;
        Optional<String> missing = missingTool();
        if (missing.isPresent()) {
            weaken(missing.get() + " is not on the path; install it");
            return;
        }
        try {
            child = new ProcessBuilder("setsid", "sh", "-c", SCRIPT)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            weakness = "";
        } catch (IOException e) {
            weaken("it could not be started: " + e.getMessage());
        }
    }

    /** To be called before the address is added, so that no moment is unguarded. */
    void shown(String address, String device) {
        if (entries.add(address + " " + device)) {
            start();
            tell();
        }
    }

    /** To be called after the address was removed. */
    void hidden(String address, String device) {
        if (entries.remove(address + " " + device)) {
            tell();
        }
    }

    /** What the guard adds to the kernel's lifetime, as half a sentence. */
    String guarantee() {
        if (weakness.isEmpty()) {
            return "a guard process removes it at once when this process dies";
        }
        return "no guard process removes it earlier: " + weakness;
    }

    private void tell() {
        if (child == null) {
            return;
        }
        byte[] line = (String.join(" ", entries) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            write(child, line);
        } catch (IOException e) {
            LOG.warn("the guard process of the virtual addresses is gone ({}); starting another", e.getMessage());
            stop();
            start();
            retell(line);
        }
    }

    private void retell(byte[] line) {
        if (child == null) {
            return;
        }
        try {
            write(child, line);
        } catch (IOException e) {
            weaken("it ended again at once: " + e.getMessage());
            stop();
        }
    }

    private static void write(Process process, byte[] line) throws IOException {
        OutputStream pipe = process.getOutputStream();
        pipe.write(line);
        pipe.flush();
    }

    private void stop() {
        if (child != null) {
            try {
                child.getOutputStream().close();
            } catch (IOException e) {
                LOG.debug("the guard process had gone before: {}", e.getMessage());
            }
            child = null;
        }
    }

    private void weaken(String why) {
        if (!weakness.equals(why)) {
            weakness = why;
            LOG.warn("no guard process for the virtual addresses: {}; they stay up to 1.3 s after a crash", why);
        }
    }

    private Optional<String> missingTool() {
        for (String tool : new String[] {"setsid", "sh", "ip"}) {
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
}
