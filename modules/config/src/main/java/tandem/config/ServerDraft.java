package tandem.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tandem.core.config.ListenAddress;
import tandem.core.config.RewriteConfig;
import tandem.core.config.RewriteConfig.ConditionConfig;
import tandem.core.config.RouteConfig.Via;
import tandem.core.config.SiteConfig.EncodedSlashes;
import tandem.core.config.SiteConfig.Trace;
import tandem.core.config.SourceAddress;

/** What an httpd.conf says of the main server or of one virtual host. One thread. */
final class ServerDraft {
    final Place place;
    final SectionDraft everywhere;
    final Map<String, BalancerDraft> balancers = new LinkedHashMap<>();
    final List<HttpdDraft.Pass> passes = new ArrayList<>();
    final List<HttpdDraft.Redirect> redirects = new ArrayList<>();
    final List<HttpdDraft.Reverse> reverses = new ArrayList<>();
    final List<HttpdScope.Proxy> proxySections = new ArrayList<>();
    final List<SectionDraft> locations = new ArrayList<>();
    final TlsDraft tls = new TlsDraft();
    final MemberTlsDraft memberTls = new MemberTlsDraft();
    private final Map<HttpdScope.Proxy, MemberTlsDraft> sectionTls = new IdentityHashMap<>();
    final List<Rewrite> rewrites = new ArrayList<>();
    final List<ConditionConfig> conditions = new ArrayList<>();
    final List<Address> addresses = new ArrayList<>();
    final List<String> aliases = new ArrayList<>();
    final List<ErrorPath> errorPaths = new ArrayList<>();
    final LogDraft logs = new LogDraft();
    final RemoteIpDraft remoteIp = new RemoteIpDraft();
    final ProtocolDraft protocols = new ProtocolDraft();
    final ForwardDraft forward = new ForwardDraft();
    final FtpDraft ftp = new FtpDraft();
    Optional<Path> documentRoot = Optional.empty();
    private final @Nullable ServerDraft main;
    boolean rewriteEngine;
    Optional<String> name = Optional.empty();
    Optional<EncodedSlashes> encodedSlashes = Optional.empty();
    Optional<Trace> trace = Optional.empty();
    Optional<Via> ownVia = Optional.empty();
    OptionalInt ownMaxForwards = OptionalInt.empty();
    Optional<SourceAddress> ownSource = Optional.empty();
    Optional<Integer> deflateLevel = Optional.empty();

    @Nullable
    Duration timeout;

    @Nullable
    Duration proxyTimeout;

    /** @param main the server whose words hold where this one has none; null: it is that */
    ServerDraft(Place place, @Nullable ServerDraft main) {
        this.place = place;
        this.main = main;
        this.everywhere = new SectionDraft(place, "/", Optional.empty());
    }

    /** An ErrorDocument that names a path. */
    record ErrorPath(Place place, int status, String path, SectionDraft section) {}

    /** A RewriteRule with the conditions before it. */
    record Rewrite(Place place, RewriteConfig config) {}

    /**
     * An address of a virtual host.
     *
     * @param host an IP address or {@code *}
     * @param port 0 for every port
     */
    record Address(Place place, String host, int port) {
        boolean every() {
            return host.equals(ListenAddress.EVERY_ADDRESS);
        }
    }

    boolean isMain() {
        return main == null;
    }

    /** The main server's draft, which may be this one. */
    ServerDraft main() {
        return main == null ? this : main;
    }

    /** What one of the Proxy sections says of TLS towards members. */
    MemberTlsDraft memberTls(HttpdScope.Proxy section) {
        return sectionTls.computeIfAbsent(section, s -> new MemberTlsDraft());
    }

    /** The balancer of this name, made now if it is new. */
    BalancerDraft balancer(String balancerName, Place at) {
        return balancers.computeIfAbsent(balancerName, n -> new BalancerDraft(n, at));
    }

    /** The balancer of this name here or in the main server; null if there is none. */
    @Nullable
    BalancerDraft knownBalancer(String balancerName) {
        BalancerDraft own = balancers.get(balancerName);
        return own == null && main != null ? main.balancers.get(balancerName) : own;
    }

    boolean preserveHost() {
        return everywhere.preserveHost.orElse(main != null && main.preserveHost());
    }

    boolean addHeaders() {
        return everywhere.addHeaders.orElse(main == null || main.addHeaders());
    }

    Via via() {
        return ownVia.orElse(main == null ? Via.OFF : main.via());
    }

    /** What Max-Forwards says on requests that have none; negative: nothing. */
    int maxForwards() {
        return ownMaxForwards.orElse(main == null ? -1 : main.maxForwards());
    }

    Optional<SourceAddress> source() {
        return ownSource.or(() -> main == null ? Optional.empty() : main.source());
    }

    /** How long members may be silent that do not say so themselves; null if nothing says so. */
    @Nullable
    Duration memberTimeout() {
        if (proxyTimeout != null) {
            return proxyTimeout;
        }
        if (main != null && main.proxyTimeout != null) {
            return main.proxyTimeout;
        }
        return timeout != null ? timeout : main == null ? null : main.timeout;
    }
}
