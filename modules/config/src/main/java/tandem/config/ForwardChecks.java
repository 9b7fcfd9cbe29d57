package tandem.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tandem.core.config.ForwardGuardConfig;
import tandem.core.config.ForwardParentConfig;
import tandem.core.config.ForwardProxyConfig;
import tandem.core.config.ListenerConfig;
import tandem.core.config.MemberUrl;
import tandem.core.config.TandemConfig;
import tandem.core.forward.ForwardProxy;
import tandem.core.forward.Openness;
import tandem.core.text.BoundedPattern;
import tandem.core.text.NearestName;
import tandem.core.text.Network;

/** Forward proxies: above all that not everybody can use one. */
final class ForwardChecks {
    private static final String WHAT_TO_WRITE =
            "write guards: [{access: {order: allow-deny, allow: [198.51.100.0/24]}}] with the networks of its clients (in an"
                    + " httpd.conf <Proxy \"*\"> with Require ip 198.51.100.0/24, behind every other <Proxy \"*\">)";

    private final TandemConfig config;
    private final Places places;
    private final Report report;
    private final Map<String, String> byListener = new HashMap<>();

    ForwardChecks(TandemConfig config, Places places, Report report) {
        this.config = config;
        this.places = places;
        this.report = report;
    }

    void check() {
        config.forwardProxies().forEach(this::proxy);
    }

    private void error(String key, String message) {
        report.error(places.of(key), key, message);
    }

    private void proxy(String name, ForwardProxyConfig proxy) {
        String key = "forward-proxies." + name;
        if (!name.matches("[^\\s/\\p{Cntrl}]{1,200}")) {
            error(key, "a name has 1 to 200 characters, none of them blank or a slash");
        }
        if (config.balancers().containsKey(name)) {
            error(key, "'" + name + "' is the name of a balancer too; counters and logs could not tell them apart");
        }
        listeners(key, name, proxy);
        int before = report.errors();
        for (int i = 0; i < proxy.guards().size(); i++) {
            guard(key + ".guards[" + i + "]", proxy.guards().get(i));
        }
        for (int i = 0; i < proxy.parents().size(); i++) {
            parent(key + ".parents[" + i + "]", proxy.parents().get(i));
        }
        if (report.errors() == before) {
            openness(key, name, proxy);
        }
        for (Network network : proxy.permit()) {
            if (network.prefix() == 0) {
                report.warning(
                        places.of(key + ".permit"),
                        key + ".permit",
                        "leads clients to every address of this machine and of the other nodes; name those that are meant");
            }
        }
    }

    private void openness(String key, String name, ForwardProxyConfig proxy) {
        if (proxy.guards().isEmpty()) {
            error(key, "nobody may use this proxy; " + WHAT_TO_WRITE);
            return;
        }
        Openness.of(new ForwardProxy(name, proxy))
                .ifPresent(target -> error(
                        key,
                        "everybody could use this proxy, for example for " + target
                                + "; open proxies are found and abused within hours. " + WHAT_TO_WRITE));
    }

    private void listeners(String key, String name, ForwardProxyConfig proxy) {
        Set<String> all = config.listeners().keySet();
        for (String listener : proxy.listeners()) {
            if (!all.contains(listener)) {
                String near = NearestName.to(listener, all)
                        .filter(known -> !known.isEmpty())
                        .map(known -> "; did you mean " + known + "?")
                        .orElse("");
                error(key + ".listeners", "there is no listener named '" + listener + "'" + near);
            }
        }
        List<String> at = proxy.listeners().isEmpty() ? List.copyOf(all) : proxy.listeners();
        for (String listener : at) {
            ListenerConfig found = config.listeners().get(listener);
            if (found != null && found.http2()) {
                report.warning(
                        places.of(key),
                        key,
                        "is used by HTTP/1.1 alone, and the listener " + listener
                                + " speaks HTTP/2 too; give it a listener of its own");
            }
            String other = byListener.putIfAbsent(listener, name);
            if (other != null) {
                error(
                        key + ".listeners",
                        "the listener " + listener + " has the forward proxy " + other
                                + " already; each has one at most");
            }
        }
    }

    private void guard(String key, ForwardGuardConfig guard) {
        guard.pattern().ifPresent(pattern -> expression(key + ".pattern", pattern));
        if (Openness.asksForVariables(guard.access())) {
            error(
                    key + ".access",
                    "asks for variables (env), which nothing sets for what goes out; limit clients by ip or header");
        }
    }

    private void parent(String key, ForwardParentConfig parent) {
        parent.pattern().ifPresent(pattern -> expression(key + ".pattern", pattern));
        MemberUrl url = parent.url();
        if (url.tls() || url.http2() || url.ftp() || !url.path().isEmpty()) {
            error(
                    key + ".url",
                    "'" + url + "': another proxy is named by http://HOST:PORT; TLS to it is not carried out");
        }
    }

    private void expression(String key, String pattern) {
        try {
            BoundedPattern.compile(pattern, true);
        } catch (IllegalArgumentException e) {
            error(key, String.valueOf(e.getMessage()));
        }
    }
}
