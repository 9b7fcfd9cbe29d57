package tandem.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import tandem.core.balance.Balancer;
import tandem.core.balance.Member;
import tandem.core.config.MemberFlag;
import tandem.core.routing.LiveTable;
import tandem.core.status.ReadinessCheck;

/**
 * Whether a standby, which carries no traffic that would tell, could reach the members: it opens and closes a connection to each
 * every few seconds. To those that answer it has the data plane keep an idle one, unless they are many. An active node learns it
 * from its traffic.
 */
final class MemberReach implements AutoCloseable {
    private static final int CONNECT_MILLIS = 1_000;
    private static final long LEAST_PAUSE_MILLIS = 5_000;
    private static final long PAUSE_EACH_MILLIS = 20;
    private static final int AT_ONCE = 64;
    private static final int NAMED = 3;
    /** An idle connection costs a member memory, and many serve one from a thread of its own. */
    private static final int MOST_KEPT = 64;

    private static final Set<MemberFlag> CLOSED = Set.of(MemberFlag.DISABLED, MemberFlag.STOPPED);
    private static final ReadinessCheck SERVING = new ReadinessCheck(Readiness.MEMBERS, true, "known from traffic");

    private final LiveTable table;
    private final BooleanSupplier idle;
    private final Consumer<Collection<Member>> connections;
    private final Thread thread;
    private final Semaphore slots = new Semaphore(AT_ONCE);
    private volatile ReadinessCheck found = new ReadinessCheck(Readiness.MEMBERS, false, "not tried yet");

    /**
     * @param idle whether this node carries no traffic, so that it has to find out by itself
     * @param connections keeps a connection to each of these members ready
     */
    MemberReach(LiveTable table, BooleanSupplier idle, Consumer<Collection<Member>> connections) {
        this.table = table;
        this.idle = idle;
        this.connections = connections;
        this.thread = Thread.ofPlatform().name("tandem-member-reach").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** What was found last. */
    ReadinessCheck check() {
        return idle.getAsBoolean() ? found : SERVING;
    }

    private void run() {
        ThreadFactory names = Thread.ofVirtual().name("tandem-member-reach-", 0).factory();
        try (ExecutorService probes = Executors.newThreadPerTaskExecutor(names)) {
            while (!Thread.currentThread().isInterrupted()) {
                int members = 0;
                if (idle.getAsBoolean()) {
                    Map<String, Member> all = members();
                    members = all.size();
                    found = round(all, probes);
                } else {
                    found = SERVING;
                }
                Thread.sleep(Math.max(LEAST_PAUSE_MILLIS, PAUSE_EACH_MILLIS * members));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Those that a takeover would send requests to. */
    private Map<String, Member> members() {
        Map<String, Member> all = new LinkedHashMap<>();
        for (Balancer balancer : table.current().balancers().values()) {
            balancer.members().stream()
                    .filter(member -> Collections.disjoint(member.flags(), CLOSED))
                    .forEach(member -> all.put(member.id(), member));
        }
        return all;
    }

    private ReadinessCheck round(Map<String, Member> all, ExecutorService probes) throws InterruptedException {
        Map<String, Future<Boolean>> answers = new LinkedHashMap<>();
        all.forEach((id, member) -> answers.put(
                id,
                probes.submit(() ->
                        member.address().isPresent() && reaches(member.address().get()))));
        List<String> silent = new ArrayList<>();
        for (Map.Entry<String, Future<Boolean>> answer : answers.entrySet()) {
            try {
                if (!answer.getValue().get()) {
                    silent.add(answer.getKey());
                }
            } catch (ExecutionException e) {
                silent.add(answer.getKey());
            }
        }
        if (all.size() <= MOST_KEPT) {
            silent.forEach(all::remove);
            connections.accept(List.copyOf(all.values()));
        }
        return found(answers.size(), silent);
    }

    /** A node that reaches some members can serve; which ones it does not reach is said all the same. */
    static ReadinessCheck found(int all, List<String> silent) {
        int answering = all - silent.size();
        if (silent.isEmpty()) {
            return new ReadinessCheck(Readiness.MEMBERS, true, answering + " of " + all + " answer from here");
        }
        String some = String.join(", ", silent.subList(0, Math.min(NAMED, silent.size())))
                + (silent.size() > NAMED ? " and " + (silent.size() - NAMED) + " more" : "");
        return new ReadinessCheck(
                Readiness.MEMBERS,
                false,
                answering + " of " + all + " answer from here; these do not: " + some,
                silent);
    }

    private boolean reaches(InetSocketAddress address) throws InterruptedException {
        slots.acquire();
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            slots.release();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
