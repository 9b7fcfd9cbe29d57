package tandem.proxy;

import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;

/** Hears what the data plane finds out about members. Called on I/O threads and the resolver's: enqueue and return. */
@RunsOn(Lane.IO)
public interface ProxyEvents {
    /** Does nothing with it. */
    ProxyEvents NONE = new ProxyEvents() {
        @Override
        public void memberFailed(String memberId, String sentence) {}

        @Override
        public void memberRecovered(String memberId, String sentence) {}

        @Override
        public void memberUnresolved(String memberId, String sentence) {}
    };

    /** Traffic could not reach the member; it is left alone for its retry time. */
    void memberFailed(String memberId, String sentence);

    /** A member that had failed, or whose name did not resolve, is back. */
    void memberRecovered(String memberId, String sentence);

    /** The member's name leads nowhere; it is down until it does. */
    void memberUnresolved(String memberId, String sentence);
}
