package tandem.failover;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.Outcome;
import tandem.core.port.RunsOn;
import tandem.failover.vip.VipProvider;

/** The virtual addresses as one: what is asked of one is asked of all, in their order. Confined to the VIP thread. */
@RunsOn(RunsOn.Lane.VIP)
final class VipRow {
    private static final Logger LOG = LoggerFactory.getLogger(VipRow.class);

    private final List<VipHandle> vips;
    private volatile List<String> guarantees = List.of();
    private volatile Map<String, String> hardware = Map.of();

    VipRow(List<VipHandle> vips) {
        this.vips = List.copyOf(vips);
    }

    /** The longest halt after which this node may still believe that the addresses are its own: half the shortest lifetime. */
    static long gapLimitNanos(List<VipHandle> vips) {
        long shortest = vips.stream()
                .mapToLong(vip -> vip.provider().lifetimeNanos())
                .min()
                .orElse(Long.MAX_VALUE);
        return shortest == Long.MAX_VALUE ? Long.MAX_VALUE : shortest / 2;
    }

    List<VipHandle> vips() {
        return vips;
    }

    void cleanUp() {
        vips.forEach(vip -> vip.provider().cleanUp());
    }

    /** Asks one after another until one refuses; empty if none does. */
    Optional<String> firstRefusal(Function<VipProvider, Outcome> question) {
        for (VipHandle vip : vips) {
            if (question.apply(vip.provider()) instanceof Outcome.Refused refused) {
                return Optional.of(refused.sentence());
            }
        }
        return Optional.empty();
    }

    void announce() {
        vips.forEach(vip -> vip.provider().announce());
    }

    /** Hides every address, also after one could not be hidden; whether all are. */
    boolean hide() {
        boolean all = true;
        for (VipHandle vip : vips) {
            if (vip.provider().hide() instanceof Outcome.Refused refused) {
                LOG.error(
                        "{} could not be hidden: {}; trying again", vip.config().host(), refused.sentence());
                all = false;
            }
        }
        return all;
    }

    /** Keeps every address for its connections; if one cannot be kept, none is, and what is not hidden stays so. */
    Optional<String> park(int seconds) {
        Optional<String> refusal = firstRefusal(vip -> vip.park(seconds));
        if (refusal.isPresent()) {
            unpark();
        }
        return refusal;
    }

    void unpark() {
        vips.forEach(vip -> vip.provider().unpark());
    }

    /** Looks at what protects the addresses, and from where this node would answer for them. */
    void note() {
        guarantees = vips.stream().map(vip -> vip.provider().guarantee()).toList();
        Map<String, String> found = new HashMap<>();
        vips.forEach(vip -> vip.provider()
                .macAddress()
                .ifPresent(mac -> found.put(vip.config().host(), mac)));
        hardware = Map.copyOf(found);
    }

    /** What protects each address; empty before the first look. Any thread. */
    List<String> guarantees() {
        return guarantees;
    }

    /** The hardware address for each that has an interface; empty before the first look. Any thread. */
    Map<String, String> hardware() {
        return hardware;
    }

    void close() {
        vips.forEach(vip -> vip.provider().close());
    }
}
