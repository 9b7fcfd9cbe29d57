package tandem.failover.vip;

import java.io.IOException;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A guard that this process started, in a session of its own: a signal to our process group passes it by. VIP thread. */
final class ChildGuard implements GuardLink {
    private static final Logger LOG = LoggerFactory.getLogger(ChildGuard.class);

    private final Process process;

    private ChildGuard(Process process) {
        this.process = process;
    }

    /** @throws IOException if it can't be started */
    static ChildGuard start(String script) throws IOException {
        return new ChildGuard(new ProcessBuilder("setsid", "bash", "-c", script, "vip-release")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    @Override
    public boolean alive() {
        return process.isAlive();
    }

    @Override
    public void write(byte[] line) throws IOException {
        OutputStream pipe = process.getOutputStream();
        pipe.write(line);
        pipe.flush();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.debug("the guard process had gone before: {}", e.getMessage());
        }
    }
}
