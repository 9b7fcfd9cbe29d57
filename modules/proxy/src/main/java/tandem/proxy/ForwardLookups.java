package tandem.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.config.MemberUrl;
import tandem.core.forward.ForwardProxy;
import tandem.core.forward.ForwardTarget;
import tandem.core.forward.OwnAddresses;
import tandem.core.text.Network;

/**
 * Finds the addresses of the servers that clients of forward proxies ask for, and leaves out those that nobody is led to. What
 * it finds is what is connected to, so that a name cannot lead elsewhere in between. Bounded threads of its own, which end when
 * nobody asks.
 */
final class ForwardLookups implements AutoCloseable {
    /** Asks the name service; may block. */
    @FunctionalInterface
    interface NameLookup {
        InetAddress[] lookup(String host) throws UnknownHostException;
    }

    /** What became of it. */
    enum Ending {
        FOUND,
        /** No name service knows it. */
        UNKNOWN,
        /** It leads to this installation or machine only. */
        OWN,
        BLOCKED,
        /** Too many are being looked up. */
        CROWDED
    }

    /**
     * Where it leads.
     *
     * @param addresses empty unless found; the key is the URL's host and port
     */
    record Found(Ending ending, List<Address> addresses) {
        static Found nothing(Ending why) {
            return new Found(why, List.of());
        }
    }

    /** One of them. */
    record Address(MemberUrl url, InetSocketAddress address) {}

    private static final Logger LOG = LoggerFactory.getLogger(ForwardLookups.class);
    private static final int THREADS = 64;
    private static final int WAITING = 256;
    private static final int IDLE_SECONDS = 10;
    private static final int MOST_ADDRESSES = 4;

    private final NameLookup lookup;
    private final ThreadPoolExecutor threads;

    ForwardLookups(NameLookup lookup) {
        this.lookup = lookup;
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, "tandem-forward-lookup");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Looks for the server itself.
     *
     * @param then hears of it on the I/O thread
     */
    void server(ForwardTarget target, ForwardProxy proxy, OwnAddresses own, IoLoop loop, Consumer<Found> then) {
        run(loop, then, () -> {
            MemberUrl url = target.scheme().equals("ftp")
                    ? MemberUrl.byFtp(target.host(), target.port())
                    : new MemberUrl(target.host(), target.port(), "");
            Map<InetAddress, Ending> judged = new LinkedHashMap<>();
            for (InetAddress address : all(target.host())) {
                judged.put(address, judge(address, proxy, own));
            }
            List<Address> open = new ArrayList<>();
            Ending why = Ending.UNKNOWN;
            for (Map.Entry<InetAddress, Ending> entry : judged.entrySet()) {
                if (entry.getValue() != Ending.FOUND) {
                    why = entry.getValue();
                } else if (open.size() < MOST_ADDRESSES) {
                    open.add(new Address(url, new InetSocketAddress(entry.getKey(), target.port())));
                }
            }
            return open.isEmpty() ? Found.nothing(why) : new Found(Ending.FOUND, open);
        });
    }

    /** Looks for other proxies, which the configuration names and which may be anywhere. */
    void parents(List<MemberUrl> parents, IoLoop loop, Consumer<Found> then) {
        run(loop, then, () -> {
            List<Address> open = new ArrayList<>();
            for (MemberUrl url : parents) {
                for (InetAddress address : all(url.host())) {
                    if (open.size() < MOST_ADDRESSES) {
                        open.add(new Address(url, new InetSocketAddress(address, url.port())));
                    }
                }
            }
            return open.isEmpty() ? Found.nothing(Ending.UNKNOWN) : new Found(Ending.FOUND, open);
        });
    }

    private InetAddress[] all(String host) {
        try {
            return lookup.lookup(host);
        } catch (UnknownHostException e) {
            LOG.debug("{} does not resolve: {}", host, e.getMessage());
            return new InetAddress[0];
        }
    }

    private static Ending judge(InetAddress address, ForwardProxy proxy, OwnAddresses own) {
        if (proxy.blocks(address)) {
            return Ending.BLOCKED;
        }
        boolean permitted = Network.anyContains(proxy.config().permit(), address);
        return !permitted && own.contain(address, ofThisMachine(address)) ? Ending.OWN : Ending.FOUND;
    }

    private static boolean ofThisMachine(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            LOG.debug(
                    "whether {} is an own address cannot be told, so it is taken for one: {}", address, e.getMessage());
            return true;
        }
    }

    /** What blocks. */
    private interface Work {
        Found find();
    }

    private void run(IoLoop loop, Consumer<Found> then, Work work) {
        try {
            threads.execute(() -> {
                Found found = guarded(work);
                try {
                    loop.thread().execute(() -> then.accept(found));
                } catch (RejectedExecutionException e) {
                    LOG.debug("nobody wants an address any more: the I/O threads end");
                }
            });
        } catch (RejectedExecutionException e) {
            then.accept(Found.nothing(Ending.CROWDED));
        }
    }

    private static Found guarded(Work work) {
        try {
            return work.find();
        } catch (RuntimeException e) {
            LOG.error("an address could not be looked up; please report this as a bug", e);
            return Found.nothing(Ending.UNKNOWN);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
