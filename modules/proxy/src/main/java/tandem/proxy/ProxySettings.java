package tandem.proxy;

import tandem.core.config.ClientTimeouts;

/**
 * What the data plane is told once, when it is built.
 *
 * @param nodeName this node, for thread names and logs
 * @param serverName the name it gives itself in X-Forwarded-Server and Via
 * @param ioThreads at least 1
 * @param clientTimeouts how long clients may take
 * @param version shown in Via where a route says {@code full}
 */
public record ProxySettings(
        String nodeName, String serverName, int ioThreads, ClientTimeouts clientTimeouts, String version) {

    public ProxySettings {
        if (ioThreads < 1) {
            throw new IllegalArgumentException("ioThreads is " + ioThreads + "; at least 1 is needed");
        }
    }

    /** One I/O thread a processor and the default time limits. */
    public static ProxySettings of(String nodeName, String serverName, String version) {
        int processors = Runtime.getRuntime().availableProcessors();
        return new ProxySettings(nodeName, serverName, processors, ClientTimeouts.DEFAULT, version);
    }
}
