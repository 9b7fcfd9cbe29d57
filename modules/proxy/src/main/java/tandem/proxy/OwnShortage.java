package tandem.proxy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.nio.channels.SocketChannel;

/** Tells what this node lacks, such as file descriptors, from what a member did. Any thread. */
final class OwnShortage {
    private OwnShortage() {}

    /** Whether a connection could not be opened because this node can open none at all. */
    static boolean explains(IOException failure) {
        boolean members = failure instanceof ConnectException || failure instanceof NoRouteToHostException;
        return !members && !canOpen();
    }

    // the kernel's sentence for it depends on the language of the machine
    private static boolean canOpen() {
        try (SocketChannel probe = SocketChannel.open()) {
            return probe.isOpen();
        } catch (IOException e) {
            return false;
        }
    }
}
