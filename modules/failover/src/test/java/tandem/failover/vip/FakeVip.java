package tandem.failover.vip;

import java.util.Optional;
import tandem.core.port.NodeClock;
import tandem.core.port.Outcome;

/** A provider without a machine: the address expires by the given clock. Passes {@link VipProviderContract}. */
public final class FakeVip implements VipProvider {
    private final NodeClock clock;
    private final long lifetimeNanos;
    private Optional<String> incapable = Optional.empty();
    private Optional<String> holder = Optional.empty();
    private boolean shown;
    private long renewedAt;
    private int announcements;

    public FakeVip(NodeClock clock, long lifetimeNanos) {
        this.clock = clock;
        this.lifetimeNanos = lifetimeNanos;
    }

    /** From now on the machine cannot carry the address. */
    public void incapable(String sentence) {
        incapable = Optional.of(sentence);
    }

    /** From now on somebody else answers; an empty text ends that. */
    public void heldElsewhere(String mac) {
        holder = Optional.of(mac).filter(text -> !text.isEmpty());
    }

    /** Somebody removes the address behind the node's back. */
    public void remove() {
        shown = false;
    }

    /** Whether the address is there now. */
    public boolean held() {
        return shown && clock.nanos() - renewedAt < lifetimeNanos;
    }

    /** How often the address was announced since the start. */
    public int announcements() {
        return announcements;
    }

    @Override
    public Outcome preflight() {
        return incapable.<Outcome>map(Outcome.Refused::new).orElseGet(() -> new Outcome.Done("can hold"));
    }

    @Override
    public void cleanUp() {
        shown = false;
    }

    @Override
    public Outcome silent() {
        return holder.<Outcome>map(mac -> new Outcome.Refused("the address still answers from " + mac))
                .orElseGet(() -> new Outcome.Done("nobody else answers"));
    }

    @Override
    public Outcome show() {
        if (incapable.isPresent()) {
            return new Outcome.Refused(incapable.get());
        }
        shown = true;
        renewedAt = clock.nanos();
        announcements++;
        return new Outcome.Done("shown");
    }

    @Override
    public Outcome renew() {
        if (!held()) {
            shown = false;
            return new Outcome.Refused("the address is gone");
        }
        renewedAt = clock.nanos();
        return new Outcome.Done("renewed");
    }

    @Override
    public void announce() {
        if (held()) {
            announcements++;
        }
    }

    @Override
    public Outcome hide() {
        shown = false;
        return new Outcome.Done("hidden");
    }

    @Override
    public long lifetimeNanos() {
        return lifetimeNanos;
    }

    @Override
    public String guarantee() {
        return "a fake";
    }

    @Override
    public void close() {
        shown = false;
    }
}
