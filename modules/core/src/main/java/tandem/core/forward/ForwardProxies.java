package tandem.core.forward;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.core.config.ListenerConfig;
import tandem.core.config.SiteConfig;
import tandem.core.config.TandemConfig;

/** The forward proxies of a node, by listener. Immutable. Any thread. */
public final class ForwardProxies {
    private final List<ForwardProxy> proxies = new ArrayList<>();
    private final OwnAddresses own;
    private final Set<String> hosts = new HashSet<>();
    private final TandemConfig config;

    private ForwardProxies(TandemConfig config) {
        this.config = config;
        this.own = OwnAddresses.of(config);
        config.forwardProxies().forEach((name, proxy) -> proxies.add(new ForwardProxy(name, proxy)));
        config.serverName().ifPresent(name -> hosts.add(name.toLowerCase(Locale.ROOT)));
        config.sites().stream()
                .map(SiteConfig::hosts)
                .flatMap(Collection::stream)
                .filter(host -> host.indexOf('*') < 0)
                .forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
    }

    /** Those of a configuration; null without any, so that a request asks no more than that. */
    public static @Nullable ForwardProxies of(TandemConfig config) {
        return config.forwardProxies().isEmpty() ? null : new ForwardProxies(config);
    }

    /** The one at a listener; null without one. */
    public @Nullable ForwardProxy at(String listener) {
        for (int i = 0; i < proxies.size(); i++) {
            List<String> listeners = proxies.get(i).config().listeners();
            if (listeners.isEmpty() || listeners.contains(listener)) {
                return proxies.get(i);
            }
        }
        return null;
    }

    /** Whether a URL names a site of this node itself at this listener, which is then answered as any request to it. */
    public boolean here(ForwardTarget target, String listener) {
        ListenerConfig at = config.listeners().get(listener);
        if (target.connect() || at == null || !hosts.contains(target.host())) {
            return false;
        }
        return target.scheme().equals(at.tls().isPresent() ? "https" : "http")
                && target.port() == at.listen().port();
    }

    /** Where nobody is led to. */
    public OwnAddresses own() {
        return own;
    }

    /** The names of all. */
    public List<String> names() {
        return proxies.stream().map(ForwardProxy::name).toList();
    }
}
