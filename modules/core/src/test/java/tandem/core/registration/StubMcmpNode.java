package tandem.core.registration;

import java.net.InetAddress;
import tandem.core.text.Network;

/** A node with the balancer {@code app}, whose members are at 192.0.2.0/24, with a clock that tests turn. */
final class StubMcmpNode implements McmpNode {
    long epochMillis = 1_000;
    long nanos;
    int inFlight;
    boolean up = true;
    int most = 10;

    @Override
    public String balancer(String wish) {
        return wish.isEmpty() || wish.equals("app") ? "app" : "";
    }

    @Override
    public boolean allows(InetAddress address) {
        return Network.parse("192.0.2.0/24").contains(address);
    }

    @Override
    public boolean up(Registration member) {
        return up;
    }

    @Override
    public int inFlight(Registration member) {
        return inFlight;
    }

    @Override
    public int most() {
        return most;
    }

    @Override
    public long epochMillis() {
        return epochMillis;
    }

    @Override
    public long nanos() {
        return nanos;
    }
}
