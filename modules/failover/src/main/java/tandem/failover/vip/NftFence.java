package tandem.failover.vip;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.failover.election.FenceKind;
import tandem.failover.vip.FenceMessage.Change;

/**
 * A fence in nf_tables: a set whose content times out lets the packets through. {@code nft} puts the table up; everything that must
 * be quick is one message to the kernel (ADR 15).
 *
 * <p>A renewal deletes the set's content, which fails once it has timed out, and adds it again: a call that a halt delayed revives
 * nothing. Adding before deleting would.
 */
final class NftFence implements Fence {
    private static final Logger LOG = LoggerFactory.getLogger(NftFence.class);
    private static final String LIFETIME = "the kernel removes the addresses about 1.2 s after the last renewal";

    private final String table;
    private final Map<String, List<InetAddress>> addresses;
    private final Nft nft;
    private volatile Map<String, Integer> expectedUse = Map.of();
    private volatile FenceKind kind = FenceKind.ADDRESS_LIFETIME;
    private volatile String sentence = LIFETIME + "; nf_tables has not been looked at yet";
    private Optional<FenceSocket> socket = Optional.empty();

    /** @param addresses what is fenced, by interface */
    NftFence(String table, Map<String, List<InetAddress>> addresses, Nft nft) {
        this.table = table;
        this.addresses = Map.copyOf(addresses);
        this.nft = nft;
    }

    @Override
    public FenceKind create(long openNanos) {
        long openMillis = openNanos > 0 ? millis(openNanos) : 0;
        FenceRules both = new FenceRules(table, addresses, true);
        Optional<String> refusal = nft.run(both.text(openMillis));
        if (refusal.isEmpty()) {
            stands(both, "");
            return kind;
        }
        if (refusal.get().equals(Nft.LATE)) {
            falls("nf_tables was not asked in time: " + refusal.get());
            return kind;
        }
        FenceRules in = new FenceRules(table, addresses, false);
        if (nft.run(in.text(openMillis)).isEmpty()) {
            stands(in, "; this kernel cannot drop what goes out in their name (Linux 5.16 can)");
        } else {
            falls("nf_tables cannot be used: " + refusal.get());
        }
        return kind;
    }

    private void stands(FenceRules rules, String limit) {
        Map<String, Integer> use = new LinkedHashMap<>();
        try (FenceSocket own = FenceSocket.open(table)) {
            for (String chain : rules.chains()) {
                use.put(chain, own.chainUse(chain).orElse(-1));
            }
        } catch (SystemCallException e) {
            falls("nf_tables does not answer: " + e.getMessage());
            return;
        }
        expectedUse = use;
        kind = FenceKind.KERNEL_TIMEOUT;
        sentence = "the kernel drops the addresses' packets when renewals stop (table netdev " + table + ")" + limit;
    }

    private void falls(String why) {
        kind = FenceKind.ADDRESS_LIFETIME;
        sentence = LIFETIME + ", no earlier: " + why;
    }

    @Override
    public FenceKind kind() {
        return kind;
    }

    @Override
    public String sentence() {
        return sentence;
    }

    @Override
    public FenceAnswer arm(long nanos) {
        return change("arm the fence", arming(nanos));
    }

    private static Change[] arming(long nanos) {
        return new Change[] {
            new Change.Add(FenceRules.ARMED, 0),
            new Change.Delete(FenceRules.ARMED),
            new Change.Add(FenceRules.ARMED, millis(nanos))
        };
    }

    @Override
    public FenceAnswer narrow(long nanos) {
        return change(
                "shorten the fence's arming",
                new Change.Delete(FenceRules.ARMED),
                new Change.Add(FenceRules.ARMED, millis(nanos)));
    }

    @Override
    public FenceAnswer take(long nanos) {
        return change("open the fence", opening(nanos));
    }

    private static Change[] opening(long nanos) {
        return new Change[] {
            new Change.Delete(FenceRules.ARMED),
            new Change.Add(FenceRules.ALIVE, 0),
            new Change.Delete(FenceRules.ALIVE),
            new Change.Add(FenceRules.ALIVE, millis(nanos))
        };
    }

    @Override
    public void hurry(long armedNanos, LongSupplier left) {
        try {
            socket().commit("arm the fence", arming(armedNanos));
            long nanos = left.getAsLong();
            if (nanos > 0) {
                socket().commit("open the fence", opening(nanos));
            }
        } catch (SystemCallException e) {
            LOG.debug("the fence does not stand yet: {}", e.getMessage());
        }
    }

    @Override
    public FenceAnswer renew(long nanos) {
        return change(
                "renew the fence",
                new Change.Delete(FenceRules.ALIVE),
                new Change.Add(FenceRules.ALIVE, millis(nanos)));
    }

    @Override
    public FenceAnswer shut() {
        return change(
                "close the fence",
                new Change.Add(FenceRules.ALIVE, 0),
                new Change.Delete(FenceRules.ALIVE),
                new Change.Add(FenceRules.ARMED, 0),
                new Change.Delete(FenceRules.ARMED));
    }

    @Override
    public FenceAnswer park(long nanos) {
        return change(
                "close the fence but for connections",
                new Change.Add(FenceRules.PARKED, 0),
                new Change.Delete(FenceRules.PARKED),
                new Change.Add(FenceRules.PARKED, millis(nanos)),
                new Change.Add(FenceRules.ALIVE, 0),
                new Change.Delete(FenceRules.ALIVE),
                new Change.Add(FenceRules.ARMED, 0),
                new Change.Delete(FenceRules.ARMED));
    }

    @Override
    public FenceAnswer unpark() {
        return change(
                "close the fence for connections",
                new Change.Add(FenceRules.PARKED, 0),
                new Change.Delete(FenceRules.PARKED));
    }

    @Override
    public boolean present() {
        if (kind != FenceKind.KERNEL_TIMEOUT) {
            return true;
        }
        try {
            FenceSocket open = socket();
            for (Map.Entry<String, Integer> chain : expectedUse.entrySet()) {
                OptionalInt use = open.chainUse(chain.getKey());
                if (use.isEmpty() || use.getAsInt() != chain.getValue()) {
                    falls("somebody removed or changed table netdev " + table + "; putting it back");
                    return false;
                }
            }
            return true;
        } catch (SystemCallException e) {
            closeSocket();
            falls("nf_tables does not answer: " + e.getMessage());
            return false;
        }
    }

    private FenceAnswer change(String tried, Change... changes) {
        if (kind != FenceKind.KERNEL_TIMEOUT) {
            return new FenceAnswer.Broken(sentence);
        }
        try {
            socket().commit(tried, changes);
            return new FenceAnswer.Done();
        } catch (SystemCallException e) {
            if (!present()) {
                return new FenceAnswer.Broken(sentence);
            }
            if (e.errno() == Linux.ENOENT) {
                return new FenceAnswer.Expired("its time in the kernel had run out");
            }
            closeSocket();
            falls(String.valueOf(e.getMessage()));
            return new FenceAnswer.Broken(sentence);
        }
    }

    /** Also what an earlier life of this node put up. */
    @Override
    public void close() {
        try {
            socket().commit("remove table netdev " + table, new Change.DeleteTable());
        } catch (SystemCallException e) {
            LOG.debug("table netdev {} was not removed: {}", table, e.getMessage());
        }
        falls("the fence was taken down");
        closeSocket();
    }

    private FenceSocket socket() throws SystemCallException {
        if (socket.isEmpty()) {
            socket = Optional.of(FenceSocket.open(table));
        }
        return socket.get();
    }

    private void closeSocket() {
        socket.ifPresent(FenceSocket::close);
        socket = Optional.empty();
    }

    private static long millis(long nanos) {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
    }
}
