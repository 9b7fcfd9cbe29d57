package tandem.failover.vip;

import java.net.InetAddress;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.Outcome;
import tandem.core.port.VipListeners;
import tandem.core.text.IpAddress;

/**
 * An address that is held by listening on it: on one machine only one process can. Needs no privileges; a process that
 * stands still keeps it.
 */
final class BindVip implements VipProvider {
    private static final Logger LOG = LoggerFactory.getLogger(BindVip.class);

    private final InetAddress address;
    private final String text;
    private final VipListeners listeners;
    private boolean shown;

    BindVip(String host, VipListeners listeners) {
        this.address = IpAddress.parse(host);
        this.text = host;
        this.listeners = listeners;
    }

    @Override
    public Outcome preflight() {
        return new Outcome.Done(text + " can be held by listening on it");
    }

    @Override
    public void cleanUp() {
        // A dead process's listeners are closed by the kernel: only this process can have left any
        hide();
    }

    @Override
    public Outcome silent(BooleanSupplier goOn) {
        return new Outcome.Done("whether another process holds " + text + " shows when it is bound");
    }

    @Override
    public Outcome show() {
        if (shown) {
            return new Outcome.Done(text + " is bound");
        }
        Outcome outcome = listeners.open(address);
        if (outcome instanceof Outcome.Refused) {
            return outcome;
        }
        shown = true;
        return new Outcome.Done(text + " is bound");
    }

    @Override
    public Outcome renew() {
        return shown
                ? new Outcome.Done(text + " stays bound")
                : new Outcome.Refused(text + " is not bound, so there is nothing to renew; show it first");
    }

    @Override
    public void announce() {
        LOG.trace("{} needs no announcement: it does not leave this machine", text);
    }

    @Override
    public Outcome hide() {
        listeners.close(address);
        shown = false;
        return new Outcome.Done(text + " is not bound");
    }

    @Override
    public long lifetimeNanos() {
        return Long.MAX_VALUE;
    }

    @Override
    public String guarantee() {
        return text
                + " by its listening ports: one process of this machine at a time; a frozen owner is not taken over";
    }

    @Override
    public void close() {
        hide();
    }
}
