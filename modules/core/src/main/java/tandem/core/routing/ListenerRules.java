package tandem.core.routing;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.core.config.ClientAuthenticationConfig;
import tandem.core.config.CompressionConfig;
import tandem.core.config.HstsConfig;
import tandem.core.config.ListenerConfig;
import tandem.core.rule.FieldTable;
import tandem.core.rule.RequestFacts;

/** What holds for every request that comes by one listener. Immutable. Any thread. */
public final class ListenerRules {
    /** Nothing. */
    public static final ListenerRules NONE = new ListenerRules(Set.of(), Map.of(), null, 0, null);

    private static final int HTTPS_PORT = 443;
    private static final String ACME = "/.well-known/acme-challenge/";

    private final Set<String> reserved;
    private final Map<String, String> fields;
    private final @Nullable String hsts;
    private final int httpsPort;
    private final @Nullable CompressionConfig compression;

    private ListenerRules(
            Set<String> reserved,
            Map<String, String> fields,
            @Nullable String hsts,
            int httpsPort,
            @Nullable CompressionConfig compression) {
        this.compression = compression;
        this.reserved = Set.copyOf(reserved);
        this.fields = Map.copyOf(fields);
        this.hsts = hsts;
        this.httpsPort = httpsPort;
    }

    /** By listener; empty if none has any. */
    static Map<String, ListenerRules> of(Map<String, ListenerConfig> listeners) {
        Set<String> reserved = new LinkedHashSet<>();
        listeners
                .values()
                .forEach(listener -> listener.clientCertificates()
                        .ifPresent(clients -> clients.fields().keySet().forEach(name -> reserved.add(plain(name)))));
        Map<String, ListenerRules> rules = new HashMap<>();
        listeners.forEach((name, listener) -> {
            Map<String, String> fields = listener.clientCertificates()
                    .map(ClientAuthenticationConfig::fields)
                    .orElse(Map.of());
            String hsts = listener.hsts().map(HstsConfig::value).orElse(null);
            int port = listener.redirectToHttps().orElse(0);
            CompressionConfig compression = listener.compression().orElse(null);
            if (!reserved.isEmpty() || hsts != null || port > 0 || compression != null) {
                rules.put(name, new ListenerRules(reserved, fields, hsts, port, compression));
            }
        });
        return Map.copyOf(rules);
    }

    /** Names that some members cannot tell apart are one: they read a hyphen and an underscore alike. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The value of Strict-Transport-Security; null: none. */
    public @Nullable String hsts() {
        return hsts;
    }

    /** How members' responses are compressed where no route says otherwise; null: not. */
    public @Nullable CompressionConfig compression() {
        return compression;
    }

    /** Takes away what only this node may say, whoever said it. */
    public void dropReserved(FieldTable request) {
        if (reserved.isEmpty()) {
            return;
        }
        for (int i = 0; i < request.count(); i++) {
            if (!request.gone(i) && reserved.contains(plain(request.name(i)))) {
                request.remove(i);
            }
        }
    }

    /** Says what the client's certificate says. */
    public void addFields(FieldTable request, RequestFacts facts) {
        for (Map.Entry<String, String> field : fields.entrySet()) {
            String value = facts.tls(field.getValue());
            if (value != null) {
                request.add(field.getKey(), value);
            }
        }
    }

    /** Whether members are told of certificates. */
    public boolean hasFields() {
        return !fields.isEmpty();
    }

    /** Sends the client to https; null if it is not to go there. */
    @Nullable
    Routed redirect(RequestPath path, RequestFacts facts) {
        if (httpsPort == 0 || facts.secure() || path.decoded().startsWith(ACME)) {
            return null;
        }
        String host = host(facts.authority());
        if (host.isEmpty()) {
            return new Routed.Answer(400, "a request without a host cannot be sent to https", null, null);
        }
        boolean safe = facts.method().equals("GET") || facts.method().equals("HEAD");
        String port = httpsPort == HTTPS_PORT ? "" : ":" + httpsPort;
        String target = facts.target().startsWith("/") ? facts.target() : "/";
        return new Routed.Answer(
                safe ? 301 : 308, "this listener sends its clients to https", "https://" + host + port + target, null);
    }

    private static String host(String authority) {
        int colon = authority.indexOf(':', authority.indexOf(']') + 1);
        return colon < 0 ? authority : authority.substring(0, colon);
    }
}
