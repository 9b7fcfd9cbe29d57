package tandem.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.balance.Member;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.core.routing.LiveTable;
import tandem.core.text.IpAddress;

/**
 * Finds out where members' names lead and tells the {@link LiveTable}: at the start, when asked, and as often as their members
 * say. A name that once resolved keeps its last address while the name server does not answer; one that never did makes its
 * member down.
 */
public final class MemberResolver implements AutoCloseable {
    /** Asks the name service; may block. */
    @FunctionalInterface
    public interface NameLookup {
        InetAddress lookup(String host) throws UnknownHostException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(MemberResolver.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LiveTable table;
    private final ProxyEvents events;
    private final NameLookup lookup;
    private final Map<String, InetAddress> known = new ConcurrentHashMap<>();
    private final Set<String> unresolved = new HashSet<>();
    private final ScheduledThreadPoolExecutor thread;
    private long second;

    public MemberResolver(LiveTable table, ProxyEvents events) {
        this(table, events, InetAddress::getByName);
    }

    /** With another name service than the machine's. */
    public MemberResolver(LiveTable table, ProxyEvents events, NameLookup lookup) {
        this.table = table;
        this.events = events;
        this.lookup = lookup;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread resolver = new Thread(task, "tandem-resolver");
            resolver.setDaemon(true);
            return resolver;
        });
    }

    /** Resolves every name of the current table, waiting at most 5 s for all together; then each again in its time. */
    public void start() {
        resolve(members(), member -> true);
        thread.scheduleWithFixedDelay(this::second, 1, 1, TimeUnit.SECONDS);
    }

    /** A second is over. */
    @RunsOn(Lane.HEALTH)
    void second() {
        second++;
        List<Member> members = members();
        Predicate<Member> due =
                member -> second % member.config().resolveEvery().toSeconds() == 0;
        if (members.stream().anyMatch(due)) {
            resolveGuarded(members, due);
        }
    }

    /** The table's configuration changed: resolves soon, on the resolver's thread. Any thread. */
    public void configChanged() {
        try {
            thread.execute(() -> resolveGuarded(members(), member -> true));
        } catch (RejectedExecutionException e) {
            LOG.debug("names are no longer resolved: the resolver is closed");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    @RunsOn(Lane.HEALTH)
    private void resolveGuarded(List<Member> members, Predicate<Member> due) {
        try {
            resolve(members, due);
        } catch (RuntimeException e) {
            LOG.error("could not resolve members' names; the addresses of before stay in force", e);
        }
    }

    private List<Member> members() {
        return table.current().balancers().values().stream()
                .flatMap(balancer -> balancer.members().stream())
                .toList();
    }

    private synchronized void resolve(List<Member> members, Predicate<Member> due) {
        lookUpNames(members.stream().filter(due).toList());
        Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
        for (Member member : members) {
            InetAddress address = known.get(member.config().url().host());
            if (address != null) {
                addresses.put(
                        member.id(),
                        new InetSocketAddress(address, member.config().url().port()));
            }
        }
        table.addressesResolved(addresses);
        members.forEach(member -> report(member, addresses.containsKey(member.id())));
        Set<String> ids = new HashSet<>();
        members.forEach(member -> ids.add(member.id()));
        unresolved.retainAll(ids);
    }

    private void lookUpNames(List<Member> members) {
        Set<String> names = new HashSet<>();
        for (Member member : members) {
            String host = member.config().url().host();
            if (IpAddress.valid(host)) {
                known.put(host, IpAddress.parse(host));
            } else {
                names.add(host);
            }
        }
        CountDownLatch answered = new CountDownLatch(names.size());
        for (String name : names) {
            Thread.ofVirtual().name("tandem-lookup-" + name).start(() -> {
                try {
                    known.put(name, lookup.lookup(name));
                } catch (UnknownHostException e) {
                    LOG.debug("{} does not resolve: {}", name, e.getMessage());
                } finally {
                    answered.countDown();
                }
            });
        }
        try {
            if (!answered.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("the name service has not answered for all members within {} s", PATIENCE.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void report(Member member, boolean resolved) {
        String host = member.config().url().host();
        if (!resolved && unresolved.add(member.id())) {
            String sentence = "member " + member.id() + " is down: its name " + host
                    + " does not resolve; it is asked again every "
                    + member.config().resolveEvery().toSeconds() + " s";
            LOG.warn(sentence);
            events.memberUnresolved(member.id(), sentence);
        } else if (resolved && unresolved.remove(member.id())) {
            String sentence = "member " + member.id() + " is back: its name " + host + " resolves now";
            LOG.info(sentence);
            events.memberRecovered(member.id(), sentence);
        }
    }
}
