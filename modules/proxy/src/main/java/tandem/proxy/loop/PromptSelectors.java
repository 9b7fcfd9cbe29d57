package tandem.proxy.loop;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.XnioIoThread;

/** Gives I/O threads selectors that close promptly: see {@link PromptSelector}. Channels are the Java runtime's own. Any thread. */
public final class PromptSelectors extends SelectorProvider {
    private static final String PROPERTY = "xnio.nio.selector.provider";
    /** Asserts that a key names the selector that it was registered with, and not one inside of that. */
    private static final String ASSERTING = "org.xnio.nio.WorkerThread";

    private static final Logger LOG = LoggerFactory.getLogger(PromptSelectors.class);

    private final SelectorProvider runtime = SelectorProvider.provider();

    /** For XNIO, which makes one by its name. */
    public PromptSelectors() {}

    /**
     * From now on I/O threads get such selectors; before the first worker is made. Nothing changes where somebody chose a provider, or
     * where the Java runtime does not let us ({@code --add-opens java.base/sun.nio.ch=ALL-UNNAMED}).
     */
    public static void install() {
        if (System.getProperty(PROPERTY) != null) {
            return;
        }
        if (!PromptSelector.possible()) {
            LOG.info(
                    "closing a connection asks after all others too: Java lacks --add-opens java.base/sun.nio.ch=ALL-UNNAMED");
            return;
        }
        XnioIoThread.class.getClassLoader().setClassAssertionStatus(ASSERTING, false);
        System.setProperty(PROPERTY, PromptSelectors.class.getName());
    }

    @Override
    public AbstractSelector openSelector() throws IOException {
        return PromptSelector.around(this, runtime.openSelector());
    }

    @Override
    public DatagramChannel openDatagramChannel() throws IOException {
        return runtime.openDatagramChannel();
    }

    @Override
    public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
        return runtime.openDatagramChannel(family);
    }

    @Override
    public Pipe openPipe() throws IOException {
        return runtime.openPipe();
    }

    @Override
    public ServerSocketChannel openServerSocketChannel() throws IOException {
        return runtime.openServerSocketChannel();
    }

    @Override
    public SocketChannel openSocketChannel() throws IOException {
        return runtime.openSocketChannel();
    }
}
