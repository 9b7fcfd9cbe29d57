package tandem.config;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.core.config.ListenerTlsConfig;

/** Decides by what Protocols says in an httpd.conf which listeners speak HTTP/2. One use. */
final class HttpdProtocols {
    private static final String NAME = "Protocols";
    private static final String BY_TLS = "h2";
    private static final String CLEAR = "h2c";
    private static final String OLD = "http/1.1";

    private final HttpdDraft draft;
    private final Places places;
    private final Report report;
    /** Whose words have decided something, or were answered by a warning. */
    private final Set<ProtocolDraft> heard = new HashSet<>();

    HttpdProtocols(HttpdDraft draft, Places places, Report report) {
        this.draft = draft;
        this.places = places;
        this.report = report;
    }

    /**
     * Whether a listener speaks HTTP/2.
     *
     * @param key the listener's, such as {@code listeners.port-443}
     * @param port the listener's
     * @param hosts the virtual hosts that it serves; empty: the main server
     */
    boolean http2(String key, int port, Optional<ListenerTlsConfig> tls, List<ServerDraft> hosts) {
        List<ServerDraft> servers = hosts.isEmpty() ? List.of(draft.main) : hosts;
        String wanted = tls.isPresent() ? BY_TLS : CLEAR;
        List<ServerDraft> asking =
                servers.stream().filter(server -> asks(server, wanted)).toList();
        if (asking.isEmpty()) {
            return false;
        }
        HttpdWord word = words(asking.getFirst()).word(wanted);
        List<String> unfit = tls.map(Http2Checks::unfit).orElse(List.of());
        if (!unfit.isEmpty()) {
            report.warning(
                    word.place(),
                    NAME,
                    word.text() + " is not carried out: clients refuse HTTP/2 by " + String.join(", ", unfit)
                            + " (RFC 9113, appendix A); take that out of SSLCipherSuite");
            return false;
        }
        if (asking.size() < servers.size()) {
            report.warning(
                    word.place(),
                    NAME,
                    "port " + port + " speaks HTTP/2 for all of its virtual hosts, also for those that do not say "
                            + word.text());
        }
        places.put(key + ".http2", word.place());
        return true;
    }

    private ProtocolDraft words(ServerDraft server) {
        return server.protocols.words.isEmpty() ? draft.main.protocols : server.protocols;
    }

    private boolean asks(ServerDraft server, String wanted) {
        ProtocolDraft said = words(server);
        if (!said.names(wanted)) {
            return false;
        }
        boolean first = heard.add(said);
        if (wanted.equals(CLEAR) || !said.names(OLD) || !honorsOrder(server)) {
            return true;
        }
        HttpdWord word = said.word(wanted);
        boolean preferred = said.words.indexOf(word) < said.words.indexOf(said.word(OLD));
        if (!preferred && first) {
            report.warning(
                    word.place(),
                    NAME,
                    word.text() + " has no effect behind http/1.1, which clients offer too; write " + BY_TLS + " " + OLD
                            + ", or ProtocolsHonorOrder Off");
        }
        return preferred;
    }

    private boolean honorsOrder(ServerDraft server) {
        return server.protocols
                .honorOrder
                .or(() -> draft.main.protocols.honorOrder)
                .orElse(true);
    }

    /** All listeners have been asked about: warns of words that are for none of them. */
    void unheard() {
        for (ServerDraft server : draft.servers()) {
            ProtocolDraft said = server.protocols;
            String wanted = said.names(BY_TLS) ? BY_TLS : CLEAR;
            if (!heard.contains(said) && said.names(wanted)) {
                HttpdWord word = said.word(wanted);
                report.warning(
                        word.place(),
                        NAME,
                        word.text() + " has no effect: no address of this server speaks "
                                + (wanted.equals(BY_TLS) ? "TLS" : "clear text"));
            }
        }
    }
}
