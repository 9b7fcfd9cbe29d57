package tandem.config;

import tandem.core.config.ListenerConfig;
import tandem.core.config.ProxyProtocolConfig;
import tandem.core.config.RuleConfig.FieldConfig;
import tandem.core.config.RuleConfig.FieldConfig.Action;
import tandem.core.rule.FieldRule;

/** Whether what is said of one listener fits together. */
final class ListenerChecks {
    private final String key;
    private final ListenerConfig listener;
    private final Places places;
    private final Report report;

    ListenerChecks(String key, ListenerConfig listener, Places places, Report report) {
        this.key = key;
        this.listener = listener;
        this.places = places;
        this.report = report;
    }

    void check() {
        boolean secure = listener.tls().isPresent();
        if (listener.clientCertificates().isPresent() && !secure) {
            error(".client-certificates", "need TLS: give tls with a certificate of the listener's own");
        }
        if (listener.hsts().isPresent() && !secure) {
            error(".hsts", "counts on https alone: browsers pass over what a listener without tls says");
        }
        if (listener.redirectToHttps().isPresent() && secure) {
            error(".redirect-to-https", "is for a listener in clear text; this one speaks TLS already");
        }
        listener.clientCertificates().ifPresent(clients -> clients.fields().forEach(this::field));
        listener.proxyProtocol().ifPresent(this::senders);
    }

    private void senders(ProxyProtocolConfig senders) {
        if (senders.from().stream().anyMatch(network -> network.prefix() == 0)) {
            report.warning(
                    places.of(key + ".proxy-protocol"),
                    key + ".proxy-protocol",
                    "whoever reaches this port may say which client it is; name the balancers in front (from, in an httpd.conf"
                            + " RemoteIPInternalProxy), then others are closed");
        }
    }

    private void field(String name, String variable) {
        try {
            if (!variable.startsWith("SSL_")) {
                throw new IllegalArgumentException(
                        "'" + variable + "' is no variable of a TLS connection, such as SSL_CLIENT_S_DN");
            }
            FieldRule.of(new FieldConfig(Action.SET, name, "%{" + variable + "}s", "", false, false, "", ""));
        } catch (IllegalArgumentException e) {
            error(".client-certificates.fields", String.valueOf(e.getMessage()));
        }
    }

    private void error(String part, String message) {
        report.error(places.of(key + part), key + part, message);
    }
}
