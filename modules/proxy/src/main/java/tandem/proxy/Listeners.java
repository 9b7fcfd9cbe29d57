package tandem.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;
import tandem.core.config.ListenerConfig;
import tandem.core.port.Outcome;
import tandem.core.port.Outcome.Done;
import tandem.core.port.Outcome.Refused;
import tandem.core.text.IpAddress;

/** The listening sockets: those of the configuration, and those of virtual addresses that come and go. Any thread. */
final class Listeners implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    private static final int BACKLOG = 4096;

    /** Makes what accepts connections of a listener. */
    interface Acceptor {
        org.xnio.ChannelListener<StreamConnection> of(String name, ListenerConfig listener);
    }

    private final XnioWorker worker;
    private final Acceptor acceptor;
    private final Map<String, Open> configured = new LinkedHashMap<>();
    private final Map<InetAddress, Map<String, AcceptingChannel<StreamConnection>>> virtual = new HashMap<>();
    private Optional<InetAddress> insteadOfWildcard = Optional.empty();
    private boolean accepting = true;

    /** A listener of the configuration, and its socket. */
    private record Open(ListenerConfig config, AcceptingChannel<StreamConnection> channel) {
        int port() {
            return channel.getLocalAddress(InetSocketAddress.class).getPort();
        }

        boolean at(ListenerConfig other) {
            return config.listen().equals(other.listen());
        }
    }

    Listeners(XnioWorker worker, Acceptor acceptor) {
        this.worker = worker;
        this.acceptor = acceptor;
    }

    synchronized Outcome start(Map<String, ListenerConfig> listeners, Optional<InetAddress> instead) {
        insteadOfWildcard = instead;
        return change(listeners);
    }

    /**
     * Opens what is new, then closes what is gone; all or nothing. Who is connected stays; a socket that stays gets what accepts
     * its connections anew.
     */
    synchronized Outcome change(Map<String, ListenerConfig> listeners) {
        Map<String, Open> opened = new LinkedHashMap<>();
        List<String> refusals = new ArrayList<>();
        Map<String, Open> next = new LinkedHashMap<>();
        listeners.forEach((name, config) -> {
            Optional<Open> stays = stays(name, config);
            if (stays.isPresent()) {
                next.put(name, new Open(config, stays.get().channel()));
            } else {
                open(name, config, opened).ifPresent(refusals::add);
            }
        });
        if (!refusals.isEmpty()) {
            opened.values().forEach(open -> IoUtils.safeClose(open.channel()));
            return new Refused(String.join("; ", refusals));
        }
        next.putAll(opened);
        List<Open> gone = configured.values().stream()
                .filter(open -> next.values().stream().noneMatch(stay -> stay.channel() == open.channel()))
                .toList();
        configured.clear();
        configured.putAll(next);
        gone.forEach(open -> IoUtils.safeClose(open.channel()));
        next.forEach((name, open) -> accept(name, open.config(), open.channel()));
        virtual.forEach(this::follow);
        return new Done("listening on "
                + next.values().stream()
                        .map(open -> text(open.channel().getLocalAddress(InetSocketAddress.class)))
                        .collect(Collectors.joining(", ")));
    }

    /** Lets clients wait in the kernel's queues, or takes them again. */
    synchronized void accepting(boolean now) {
        accepting = now;
        configured.values().forEach(open -> accepting(open.channel(), now));
        virtual.values().forEach(channels -> channels.values().forEach(channel -> accepting(channel, now)));
    }

    private static void accepting(AcceptingChannel<StreamConnection> channel, boolean now) {
        if (now) {
            channel.resumeAccepts();
        } else {
            channel.suspendAccepts();
        }
    }

    /** The open socket of a listener, under whatever name; a port that the system chose is nobody else's. */
    private Optional<Open> stays(String name, ListenerConfig config) {
        Open same = configured.get(name);
        if (same != null && same.at(config)) {
            return Optional.of(same);
        }
        return config.listen().port() == 0
                ? Optional.empty()
                : configured.values().stream().filter(open -> open.at(config)).findFirst();
    }

    /** Why it could not be opened; empty if it could. */
    private Optional<String> open(String name, ListenerConfig config, Map<String, Open> opened) {
        try {
            opened.put(name, new Open(config, bind(name, config, address(config, insteadOfWildcard))));
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of("listener " + name + " could not listen on " + config.listen() + ": " + reason(e));
        }
    }

    /** Brings the sockets of a virtual address to what the configuration has now; what cannot be had is logged. */
    private void follow(InetAddress vip, Map<String, AcceptingChannel<StreamConnection>> channels) {
        channels.entrySet().removeIf(entry -> {
            Open open = configured.get(entry.getKey());
            int port = entry.getValue().getLocalAddress(InetSocketAddress.class).getPort();
            if (open == null || open.port() != port) {
                IoUtils.safeClose(entry.getValue());
                return true;
            }
            accept(entry.getKey(), open.config(), entry.getValue());
            return false;
        });
        configured.forEach((name, open) -> {
            if (!channels.containsKey(name)) {
                InetSocketAddress address = new InetSocketAddress(vip, open.port());
                try {
                    channels.put(name, bind(name, open.config(), address));
                } catch (IOException e) {
                    LOG.error("could not listen on {}: {}", text(address), reason(e));
                }
            }
        });
    }

    private void accept(String name, ListenerConfig config, AcceptingChannel<StreamConnection> channel) {
        channel.getAcceptSetter().set(ChannelListeners.openListenerAdapter(acceptor.of(name, config)));
    }

    private static InetSocketAddress address(ListenerConfig config, Optional<InetAddress> insteadOfWildcard) {
        int port = config.listen().port();
        if (!config.listen().everyAddress()) {
            return new InetSocketAddress(IpAddress.parse(config.listen().host()), port);
        }
        return insteadOfWildcard
                .map(own -> new InetSocketAddress(own, port))
                .orElseGet(() -> new InetSocketAddress(port));
    }

    private AcceptingChannel<StreamConnection> bind(String name, ListenerConfig config, InetSocketAddress address)
            throws IOException {
        OptionMap options = OptionMap.builder()
                .set(Options.BACKLOG, BACKLOG)
                .set(Options.REUSE_ADDRESSES, true)
                .set(Options.TCP_NODELAY, true)
                .set(Options.KEEP_ALIVE, true)
                .getMap();
        AcceptingChannel<StreamConnection> channel = worker.createStreamConnectionServer(
                address, ChannelListeners.openListenerAdapter(acceptor.of(name, config)), options);
        if (accepting) {
            channel.resumeAccepts();
        }
        return channel;
    }

    private static String reason(Exception e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("Address already in use")) {
            return "the port is in use; stop the program that has it or choose another";
        }
        if (message.contains("Cannot assign requested address")) {
            return "this machine does not have that address";
        }
        if (message.contains("Permission denied")) {
            return "ports below 1024 need the capability CAP_NET_BIND_SERVICE";
        }
        return message;
    }

    synchronized Set<String> names() {
        return Set.copyOf(configured.keySet());
    }

    synchronized int port(String listener) {
        Open open = configured.get(listener);
        if (open == null) {
            throw new IllegalArgumentException("there is no open listener " + listener);
        }
        return open.port();
    }

    synchronized SortedSet<Integer> ports() {
        return configured.values().stream().map(Open::port).collect(Collectors.toCollection(TreeSet::new));
    }

    synchronized Outcome open(InetAddress vip) {
        if (virtual.containsKey(vip)) {
            return new Done("already listening on " + vip.getHostAddress());
        }
        Map<String, AcceptingChannel<StreamConnection>> opened = new LinkedHashMap<>();
        for (Map.Entry<String, Open> entry : configured.entrySet()) {
            InetSocketAddress address =
                    new InetSocketAddress(vip, entry.getValue().port());
            try {
                opened.put(entry.getKey(), bind(entry.getKey(), entry.getValue().config(), address));
            } catch (IOException e) {
                opened.values().forEach(IoUtils::safeClose);
                return new Refused("could not listen on " + text(address) + ": " + reason(e));
            }
        }
        virtual.put(vip, opened);
        return new Done("listening on " + vip.getHostAddress());
    }

    synchronized void close(InetAddress vip) {
        Map<String, AcceptingChannel<StreamConnection>> channels = virtual.remove(vip);
        if (channels != null) {
            channels.values().forEach(IoUtils::safeClose);
            LOG.debug("no longer listening on {}", vip.getHostAddress());
        }
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    @Override
    public synchronized void close() {
        configured.values().forEach(open -> IoUtils.safeClose(open.channel()));
        configured.clear();
        virtual.values().forEach(channels -> channels.values().forEach(IoUtils::safeClose));
        virtual.clear();
    }
}
