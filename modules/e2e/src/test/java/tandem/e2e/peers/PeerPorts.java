package tandem.e2e.peers;

import tandem.e2e.Distribution;

/**
 * Where a proxy listens on 127.0.0.1.
 *
 * @param plain without an access log
 * @param logged with an access log, one line a request
 * @param tls TLS, without an access log
 */
public record PeerPorts(int plain, int logged, int tls) {
    /** Three that are free now. */
    public static PeerPorts free() {
        return new PeerPorts(Distribution.freePort(), Distribution.freePort(), Distribution.freePort());
    }
}
