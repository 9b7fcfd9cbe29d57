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
        org.xnio.ChannelListener<StreamConnection> of(String listener);
    }

    private final XnioWorker worker;
    private final Acceptor acceptor;
    private final Map<String, AcceptingChannel<StreamConnection>> configured = new LinkedHashMap<>();
    private final Map<InetAddress, List<AcceptingChannel<StreamConnection>>> virtual = new HashMap<>();

    Listeners(XnioWorker worker, Acceptor acceptor) {
        this.worker = worker;
        this.acceptor = acceptor;
    }

    synchronized Outcome start(Map<String, ListenerConfig> listeners, Optional<InetAddress> insteadOfWildcard) {
        List<String> refusals = new ArrayList<>();
        List<String> bound = new ArrayList<>();
        listeners.forEach((name, config) -> {
            try {
                InetSocketAddress address = address(config, insteadOfWildcard);
                AcceptingChannel<StreamConnection> channel = bind(name, address);
                configured.put(name, channel);
                bound.add(text(channel.getLocalAddress(InetSocketAddress.class)));
            } catch (IOException | IllegalArgumentException e) {
                refusals.add("listener " + name + " could not listen on " + config.listen() + ": " + reason(e));
            }
        });
        if (!refusals.isEmpty()) {
            configured.values().forEach(IoUtils::safeClose);
            configured.clear();
            return new Refused(String.join("; ", refusals));
        }
        return new Done("listening on " + String.join(", ", bound));
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

    private AcceptingChannel<StreamConnection> bind(String name, InetSocketAddress address) throws IOException {
        OptionMap options = OptionMap.builder()
                .set(Options.BACKLOG, BACKLOG)
                .set(Options.REUSE_ADDRESSES, true)
                .set(Options.TCP_NODELAY, true)
                .set(Options.KEEP_ALIVE, true)
                .getMap();
        AcceptingChannel<StreamConnection> channel = worker.createStreamConnectionServer(
                address, ChannelListeners.openListenerAdapter(acceptor.of(name)), options);
        channel.resumeAccepts();
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

    synchronized int port(String listener) {
        AcceptingChannel<StreamConnection> channel = configured.get(listener);
        if (channel == null) {
            throw new IllegalArgumentException("there is no open listener " + listener);
        }
        return channel.getLocalAddress(InetSocketAddress.class).getPort();
    }

    synchronized Outcome open(InetAddress vip) {
        if (virtual.containsKey(vip)) {
            return new Done("already listening on " + vip.getHostAddress());
        }
        List<AcceptingChannel<StreamConnection>> opened = new ArrayList<>();
        for (String name : configured.keySet()) {
            InetSocketAddress address = new InetSocketAddress(vip, port(name));
            try {
                opened.add(bind(name, address));
            } catch (IOException e) {
                opened.forEach(IoUtils::safeClose);
                return new Refused("could not listen on " + text(address) + ": " + reason(e));
            }
        }
        virtual.put(vip, opened);
        return new Done("listening on " + vip.getHostAddress());
    }

    synchronized void close(InetAddress vip) {
        List<AcceptingChannel<StreamConnection>> channels = virtual.remove(vip);
        if (channels != null) {
            channels.forEach(IoUtils::safeClose);
            LOG.debug("no longer listening on {}", vip.getHostAddress());
        }
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    @Override
    public synchronized void close() {
        configured.values().forEach(IoUtils::safeClose);
        configured.clear();
        virtual.values().forEach(channels -> channels.forEach(IoUtils::safeClose));
        virtual.clear();
    }
}
