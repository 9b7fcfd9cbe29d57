package tandem.proxy;

import tandem.core.config.ClientLimits;
import tandem.core.config.ClientTimeouts;

/**
 * What the data plane is told once, when it is built.
 *
 * @param nodeName this node, for thread names and logs
 * @param serverName the name it gives itself in X-Forwarded-Server and Via
 * @param ioThreads at least 1
 * @param clientTimeouts how long clients may take
 * @param clientLimits how much clients may send
 * @param front by what clients' HTTP/1 is read
 * @param version shown in Via where a route says {@code full}
 */
public record ProxySettings(
        String nodeName,
        String serverName,
        int ioThreads,
        ClientTimeouts clientTimeouts,
        ClientLimits clientLimits,
        Front front,
        String version) {

    /** By what clients' HTTP/1 is read. */
    public enum Front {
        /** {@code Http1OpenListener}. */
        OWN,
        /** Undertow's parser. */
        UNDERTOW;

        /** What the system property {@code tandem.front} names. */
        public static Front chosen() {
            return "undertow".equals(System.getProperty("tandem.front")) ? UNDERTOW : OWN;
        }
    }

    public ProxySettings {
        if (ioThreads < 1) {
            throw new IllegalArgumentException("ioThreads is " + ioThreads + "; at least 1 is needed");
        }
    }

    /** With the default limits. */
    public ProxySettings(
            String nodeName, String serverName, int ioThreads, ClientTimeouts clientTimeouts, String version) {
        this(nodeName, serverName, ioThreads, clientTimeouts, ClientLimits.DEFAULT, Front.chosen(), version);
    }

    /** One I/O thread a processor and the default time limits. */
    public static ProxySettings of(String nodeName, String serverName, String version) {
        int processors = Runtime.getRuntime().availableProcessors();
        return new ProxySettings(nodeName, serverName, processors, ClientTimeouts.DEFAULT, version);
    }
}
