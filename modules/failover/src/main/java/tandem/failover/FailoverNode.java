package tandem.failover;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.crypto.SecretKey;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership;
import tandem.core.port.PeerChannel;
import tandem.core.status.Role;
import tandem.core.text.IpAddress;
import tandem.failover.election.Claim;
import tandem.failover.election.Event;
import tandem.failover.election.Message;
import tandem.failover.jgroups.LinkSettings;
import tandem.failover.jgroups.PeerLink;
import tandem.failover.lease.LeaseMessage;
import tandem.failover.lease.LeaseTimers;
import tandem.failover.votes.Received;
import tandem.failover.votes.VoteLink;

/**
 * This node's part in deciding who holds the virtual addresses: a {@link LeasedGroup} decides for each group of them. What they
 * hear comes by one {@link PeerLink} and one {@link VoteLink}, by group; views, the gateway and confirmed deaths concern them all.
 */
public final class FailoverNode implements Ownership {
    private final Surroundings surroundings;
    private final Map<String, LeasedGroup> groups = new LinkedHashMap<>();
    private final BallotBox others;
    private final PeerLink link;
    private final VoteLink votes;
    private final ReachabilityPoll gateway;
    private final Optional<FenceHook> fenceHook;
    private final long life = new SecureRandom().nextLong();
    private final AtomicLong strangeHellos = new AtomicLong();
    private volatile Consumer<byte[]> sharing = _ -> {};

    private FailoverNode(
            FailoverSettings settings,
            LinkSecurity security,
            List<VipGroup> vips,
            Reachability reachability,
            Surroundings surroundings)
            throws IOException {
        this.surroundings = surroundings;
        LeaseTimers timers = VoterSetup.timers(settings.profile(), settings.consent());
        for (VipGroup group : vips) {
            GroupVoice voice = new GroupVoice(group.name(), vips.size() > 1, surroundings.listener());
            groups.put(
                    group.name(), new LeasedGroup(settings, group, surroundings, new GroupOutlet(group.name()), voice));
        }
        this.others = new BallotBox(
                settings.voters(),
                settings.consent(),
                timers,
                surroundings.clock(),
                surroundings.stateDirectory(),
                this::answered);
        FailoverMeters.ofNode(surroundings.meters(), groups.values().iterator().next()::state);
        this.votes = VoteLink.open(
                VoterSetup.link(settings.cluster(), settings.node(), settings.voters(), settings.port(), timers),
                security.voteKeys(),
                surroundings.clock(),
                surroundings.meters(),
                this::received);
        this.link = new PeerLink(linkSettings(settings), security.tls(), new LinkEar());
        this.gateway = new ReachabilityPoll(reachability, this::everyGroup);
        this.fenceHook = settings.consent()
                .fence()
                .map(command -> new FenceHook(command, node -> everyGroup(new Event.ConfirmedDead(node))));
    }

    /**
     * Starts the election link and the threads; returns before the node has joined its peers.
     *
     * @param groups of virtual addresses, at least one, each under a name of its own
     * @param gateway what an isolated node cannot reach
     * @throws IOException if the election link's port cannot be bound; the message names it
     */
    public static FailoverNode start(
            FailoverSettings settings,
            LinkSecurity security,
            List<VipGroup> groups,
            Reachability gateway,
            Surroundings surroundings)
            throws IOException {
        checkPort(settings);
        FailoverNode node = new FailoverNode(settings, security, groups, gateway, surroundings);
        node.groups.values().forEach(LeasedGroup::start);
        node.gateway.start();
        node.fenceHook.ifPresent(FenceHook::start);
        node.link.open();
        return node;
    }

    /** Signs and accepts votes with other keys from now on; at least one, the newest first. */
    public void rekey(List<SecretKey> voteKeys) {
        votes.rekey(voteKeys);
    }

    /** What sharing may use while its own transport does not carry. */
    public PeerChannel peerChannel() {
        return new PeerChannel() {
            @Override
            public void broadcast(byte[] bytes) {
                link.broadcast(bytes);
            }

            @Override
            public void listen(Consumer<byte[]> ear) {
                sharing = ear;
            }
        };
    }

    @Override
    public OwnershipStatus status() {
        return GroupedStatus.of(
                groups.values().stream().map(LeasedGroup::status).toList());
    }

    @Override
    public Role role() {
        return Role.together(groups.values().stream().map(LeasedGroup::role).toList());
    }

    @Override
    public boolean keepsConnections() {
        return groups.values().stream().anyMatch(LeasedGroup::keepsConnections);
    }

    @Override
    public CompletionStage<Outcome> switchover(Switchover asked) {
        String names = String.join(", ", groups.keySet());
        if (asked.group().isPresent()) {
            LeasedGroup group = groups.get(asked.group().get());
            return group == null
                    ? refused("there is no group " + asked.group().get() + " of virtual addresses; there is " + names)
                    : group.switchover(asked);
        }
        if (groups.size() > 1 && asked.to().isEmpty()) {
            return refused("which addresses are to move, or where to? Name a group (" + names
                    + ") or the node that is to take all of them");
        }
        List<LeasedGroup> moving = groups.values().stream()
                .filter(group -> groups.size() == 1 || !group.heldBy(asked.to().orElse("")))
                .toList();
        return GroupedOutcome.of(moving, group -> group.switchover(asked));
    }

    @Override
    public long announcements(String group) {
        LeasedGroup known = groups.get(group);
        return known == null ? 0 : known.announcements();
    }

    /** Where one of several groups cannot go, the others may come back. */
    @Override
    public CompletionStage<Outcome> maintenance(boolean on) {
        List<LeasedGroup> all = List.copyOf(groups.values());
        return GroupedOutcome.of(all, group -> group.maintenance(on)).thenApply(outcome -> {
            if (on && outcome instanceof Outcome.Refused) {
                all.forEach(group -> group.maintenance(false));
            }
            return outcome;
        });
    }

    @Override
    public CompletionStage<Outcome> stepDown() {
        return GroupedOutcome.of(List.copyOf(groups.values()), LeasedGroup::stepDown);
    }

    /**
     * Each of the three that may hang, elections, VIP threads and link, is waited for at most a second; the groups end at the same
     * time.
     */
    @Override
    public void close() {
        gateway.close();
        fenceHook.ifPresent(FenceHook::close);
        closeGroups();
        link.close();
        votes.close();
        others.close();
        groups.values().forEach(LeasedGroup::settle);
    }

    private void closeGroups() {
        List<Thread> closing = groups.values().stream()
                .map(group ->
                        Thread.ofPlatform().name("tandem-close-" + group.name()).start(group::close))
                .toList();
        try {
            for (Thread thread : closing) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static CompletionStage<Outcome> refused(String sentence) {
        return CompletableFuture.completedFuture(new Outcome.Refused(sentence));
    }

    private void everyGroup(Event event) {
        groups.values().forEach(group -> group.enqueue(event));
    }

    /** What the voters say, on the vote link's threads. */
    private void received(Received received) {
        LeasedGroup group = groups.get(received.group());
        if (group == null) {
            others.received(received);
        } else {
            group.received(received);
        }
    }

    private void answered(String to, String group, LeaseMessage.Answer answer) {
        votes.send(to, group, answer);
    }

    private static LinkSettings linkSettings(FailoverSettings settings) {
        Map<String, InetAddress> addresses = new LinkedHashMap<>();
        settings.nodes().forEach((node, address) -> addresses.put(node, IpAddress.parse(address)));
        return new LinkSettings(settings.cluster(), settings.node(), addresses, settings.port(), settings.profile());
    }

    private static void checkPort(FailoverSettings settings) throws IOException {
        String address = settings.nodes().get(settings.node());
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(IpAddress.parse(String.valueOf(address)), settings.port()));
        } catch (IOException e) {
            throw new IOException(
                    "could not listen on " + address + ":" + settings.port() + " for the election link: "
                            + e.getMessage()
                            + "; is another node running here, is cluster.nodes." + settings.node()
                            + " an address of this machine?",
                    e);
        }
    }

    /** Gives each group what concerns it. */
    private final class LinkEar implements PeerLink.Listener {
        @Override
        public void everyGroup(Event event) {
            FailoverNode.this.everyGroup(event);
        }

        @Override
        public void group(String name, Event.Heard heard) {
            LeasedGroup group = groups.get(name);
            if (group != null) {
                group.enqueue(heard);
            } else if (heard.message() instanceof Message.Hello) {
                link.send(heard.from(), name, stranger(name));
            }
        }

        @Override
        public void shared(byte[] bytes) {
            sharing.accept(bytes);
        }

        /** So that those who have the group need not wait for this node's word on it. */
        private Message.Hello stranger(String name) {
            String why = "its configuration has no group '" + name + "' of virtual addresses";
            return new Message.Hello(
                    life, strangeHellos.incrementAndGet(), 0, Claim.NONE, "", Role.STANDBY, why, "", why, 0);
        }
    }

    /** By what one of the groups speaks. */
    private final class GroupOutlet implements Outlet {
        private final String group;

        GroupOutlet(String group) {
            this.group = group;
        }

        @Override
        public void send(String node, Message message) {
            link.send(node, group, message);
        }

        @Override
        public void broadcast(Message message) {
            link.broadcast(group, message);
        }

        @Override
        public void send(String voter, LeaseMessage message) {
            votes.send(voter, group, message);
        }

        @Override
        public void broadcast(LeaseMessage message) {
            votes.broadcast(group, message);
        }

        @Override
        public void confirmDead(String node) {
            fenceHook.ifPresent(hook -> hook.ask(node));
        }

        @Override
        public GuaranteeBoard.Heard heard(String voter) {
            return VoterSetup.heard(votes, voter, surroundings.clock().nanos());
        }
    }
}
