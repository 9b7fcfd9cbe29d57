package tandem.app;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.config.ClientLimits;
import tandem.core.config.ListenerConfig;
import tandem.core.config.TandemConfig;
import tandem.core.count.Counters;
import tandem.core.port.ChallengeAnswers;
import tandem.core.port.NodeClock;
import tandem.core.port.OrderedCertificates;
import tandem.core.port.Outcome;
import tandem.core.routing.LiveTable;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.Settings;
import tandem.core.status.ReadinessCheck;
import tandem.proxy.ProxyEvents;
import tandem.proxy.ProxyServer;
import tandem.proxy.ProxySettings;
import tandem.proxy.tls.Certificates;

/**
 * Sends requests through a data plane of its own, so that a node which has never served meets its first clients with compiled
 * code. Where clients speak TLS, so does a part of it, with the certificates that they get, and where they may speak HTTP/2, so does
 * another. Nothing of it is counted, logged or routed with the node's own traffic: table, counters, meters, listeners and member exist for the warm-up alone, on the loopback
 * address.
 */
final class WarmUp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration LIMIT_WITH_TLS = Duration.ofSeconds(20);
    private static final Duration LIMIT_WITH_HTTP2 = Duration.ofSeconds(25);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    /** Far more than there are at once; few enough for every machine, which else is warned about for nothing. */
    private static final int CONNECTIONS = 100;

    private final OrderedCertificates ordered;
    private final Effort effort;
    private final Thread thread;
    /** Of all runs: what one has made Java compile is there for the next. Its thread alone. */
    private int answered;

    private int answeredByTls;
    private int answeredByHttp2;
    private long spentNanos;
    private volatile boolean closed;
    private volatile ReadinessCheck state = new ReadinessCheck("warm", false, "not warmed up yet");

    /**
     * How much is asked. On a busy machine the time is over first: enough is better than to be taken for cold for ever.
     *
     * @param connections new connections in clear text, each for a request
     * @param requests on one connection that is kept, in clear text and again by TLS
     * @param large for large bodies on the same connections
     * @param behindNew on one connection, each by a new connection to the member
     * @param slow rounds of clients that take large bodies bit by bit
     * @param handshakes new connections by TLS, none of which resumes a session
     * @param resumed new connections by TLS that resume one
     * @param enough in clear text
     * @param enoughByTls by TLS
     * @param http2 by HTTP/2
     */
    record Effort(
            int connections,
            int requests,
            int large,
            int behindNew,
            int slow,
            int handshakes,
            int resumed,
            int enough,
            int enoughByTls,
            ByHttp2 http2) {
        static final Effort USUAL = new Effort(1_500, 1_500, 64, 500, 4, 400, 200, 500, 100, new ByHttp2(20, 15, 500));
    }

    /**
     * How much is asked by HTTP/2, in clear text and by TLS, wherever clients may speak it so.
     *
     * @param connections new ones
     * @param rounds on each, of several requests at once
     * @param enough of such requests
     */
    record ByHttp2(int connections, int rounds, int enough) {}

    /** Without certificates that are ordered automatically. */
    WarmUp(TandemConfig config, Effort effort) {
        this(config, OrderedCertificates.NONE, effort);
    }

    /**
     * @param config whose routes and balancers give the requests their shape
     * @param ordered what listeners show whose certificates are ordered automatically
     */
    WarmUp(TandemConfig config, OrderedCertificates ordered) {
        this(config, ordered, Effort.USUAL);
    }

    WarmUp(TandemConfig config, OrderedCertificates ordered, Effort effort) {
        this.ordered = ordered;
        this.effort = effort;
        this.thread = Thread.ofPlatform().name("tandem-warm-up").daemon().unstarted(() -> warm(config));
    }

    void start() {
        thread.start();
    }

    /** Whether the data plane's code has been run often enough to be compiled. */
    ReadinessCheck check() {
        return state;
    }

    private void told(boolean warm, String sentence) {
        state = new ReadinessCheck("warm", warm, sentence);
        LOG.info("{}", sentence);
    }

    /** Until it is warm: a machine that had no time for it now may have some later. */
    private void warm(TandemConfig config) {
        run(config);
        while (!closed && !state.ok()) {
            try {
                Thread.sleep(AGAIN);
            } catch (InterruptedException e) {
                return;
            }
            run(config);
        }
    }

    private void run(TandemConfig config) {
        long begin = System.nanoTime();
        try (WarmUpMember member = new WarmUpMember()) {
            TandemConfig own = WarmUpConfig.of(config, member.port());
            Certificates certificates = new Certificates(ordered, ChallengeAnswers.NONE);
            if (certificates.load(own) instanceof Outcome.Refused(String sentence, var _)) {
                told(false, "not warmed up: " + sentence);
                return;
            }
            try (ProxyServer proxy = proxy(own, certificates)) {
                if (proxy.start(own.listeners(), Optional.empty()) instanceof Outcome.Refused(String sentence, var _)) {
                    told(false, "not warmed up: " + sentence);
                    return;
                }
                ask(proxy, own.listeners(), begin);
            }
        } catch (IOException e) {
            told(false, "not warmed up: " + e + "; the first requests after a takeover will be slower");
        }
    }

    private static ProxyServer proxy(TandemConfig own, Certificates certificates) {
        RoutingTable table = RoutingTable.of(own, Settings.NONE, WarmUpConfig.addresses(own), null);
        ProxySettings settings = new ProxySettings(
                "warm-up",
                "warm-up",
                1,
                own.clientTimeouts(),
                ClientLimits.DEFAULT.withConnections(CONNECTIONS, CONNECTIONS),
                ProxySettings.Front.chosen(),
                "");
        return new ProxyServer(
                settings,
                new LiveTable(table),
                new Counters(),
                NodeClock.SYSTEM,
                ProxyEvents.NONE,
                new SimpleMeterRegistry(),
                certificates);
    }

    private void ask(ProxyServer proxy, Map<String, ListenerConfig> listeners, long begin) {
        WarmUpClient client = new WarmUpClient(() -> goesOn(begin, LIMIT));
        client.at(proxy.port(WarmUpConfig.CLEAR), false);
        client.askAnew(effort.connections, false);
        client.askOn(effort.requests, effort.large);
        client.askBehindNew(effort.behindNew);
        for (int round = 0; round < effort.slow; round++) {
            client.askSlowly(CONNECTIONS / 2);
        }
        answered += client.answered();
        boolean warm = answered >= effort.enough;
        String what = answered + " requests";
        if (listeners.containsKey(WarmUpConfig.SECURE)) {
            WarmUpClient byTls = new WarmUpClient(() -> goesOn(begin, LIMIT_WITH_TLS));
            byTls.at(proxy.port(WarmUpConfig.SECURE), true);
            byTls.askAnew(effort.handshakes, false);
            byTls.askAnew(effort.resumed, true);
            byTls.askOn(effort.requests, effort.large);
            answeredByTls += byTls.answered();
            warm &= answeredByTls >= effort.enoughByTls;
            what += " and " + answeredByTls + " by TLS";
        }
        if (listeners.values().stream().anyMatch(ListenerConfig::http2)) {
            askByHttp2(proxy, listeners, begin);
            warm &= answeredByHttp2 >= effort.http2.enough;
            what += " and " + answeredByHttp2 + " by HTTP/2";
        }
        spentNanos += System.nanoTime() - begin;
        long millis = spentNanos / 1_000_000;
        told(warm, (warm ? "warmed up by " : "not warmed up: only ") + what + " in " + millis + " ms");
    }

    private void askByHttp2(ProxyServer proxy, Map<String, ListenerConfig> listeners, long begin) {
        listeners.forEach((name, listener) -> {
            if (listener.http2()) {
                WarmUpClient client = new WarmUpClient(() -> goesOn(begin, LIMIT_WITH_HTTP2));
                client.at(proxy.port(name), listener.tls().isPresent());
                client.askByHttp2(effort.http2.connections, effort.http2.rounds);
                answeredByHttp2 += client.answered();
            }
        });
    }

    private boolean goesOn(long begin, Duration limit) {
        return !closed && System.nanoTime() - begin < limit.toNanos();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
