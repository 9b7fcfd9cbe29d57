package tandem.core.forward;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tandem.core.config.AccessConfig;
import tandem.core.config.ForwardGuardConfig;
import tandem.core.config.ForwardParentConfig;
import tandem.core.config.ForwardProxyConfig;
import tandem.core.config.MemberUrl;
import tandem.core.config.PortRange;
import tandem.core.config.Requirement;
import tandem.core.forward.ForwardDecision.Cause;
import tandem.core.text.IpAddress;
import tandem.core.text.Network;

/**
 * One forward proxy, ready to decide. The order is that of Apache's mod_proxy: access, then ports and blocked hosts, then the
 * domain, then other proxies. Immutable. Any thread.
 */
public final class ForwardProxy {
    private static final String EVERY = "*";

    private final String name;
    private final ForwardProxyConfig config;
    private final List<Guard> guards = new ArrayList<>();
    private final List<Parent> parents = new ArrayList<>();
    private final List<Network> blocked = new ArrayList<>();
    private final List<String> blockedWords = new ArrayList<>();
    private final List<Network> directNetworks = new ArrayList<>();
    private final List<String> directNames = new ArrayList<>();

    private record Guard(TargetPattern target, AccessConfig access) {}

    private record Parent(String match, TargetPattern target, boolean expression, MemberUrl url) {
        boolean matches(ForwardTarget asked) {
            boolean scheme = !expression && match.equals(asked.scheme()) && !asked.connect();
            boolean begins = match.indexOf(':') >= 0 || expression;
            return scheme || match.equals(EVERY) && !expression || begins && target.matches(asked);
        }
    }

    /**
     * Reads a configuration.
     *
     * @throws IllegalArgumentException if an expression cannot be read
     */
    public ForwardProxy(String name, ForwardProxyConfig config) {
        this.name = name;
        this.config = config;
        for (ForwardGuardConfig guard : config.guards()) {
            guards.add(new Guard(new TargetPattern(guard.target(), guard.pattern()), guard.access()));
        }
        for (ForwardParentConfig parent : config.parents()) {
            parents.add(new Parent(
                    parent.match().toLowerCase(Locale.ROOT),
                    new TargetPattern(parent.match(), parent.pattern()),
                    parent.pattern().isPresent(),
                    parent.url()));
        }
        config.block().forEach(word -> sort(word, blocked, blockedWords));
        config.direct().forEach(word -> sort(word, directNetworks, directNames));
    }

    private static void sort(String word, List<Network> networks, List<String> names) {
        try {
            networks.add(Network.parse(word));
        } catch (IllegalArgumentException e) {
            names.add(word.toLowerCase(Locale.ROOT));
        }
    }

    /** The name in the configuration, by which requests are counted. */
    public String name() {
        return name;
    }

    public ForwardProxyConfig config() {
        return config;
    }

    /**
     * Whether a request may go out, and through whom; names are not resolved here.
     *
     * @param asker the client with what rules may ask of it
     */
    public ForwardDecision decide(ForwardTarget target, Requirement.Asker asker) {
        if (!access(target).permits(asker)) {
            return new ForwardDecision.Refused(
                    403, Cause.ACCESS, "the access rules do not permit this client to use the proxy for that");
        }
        if (target.connect() && !port(target.port())) {
            return new ForwardDecision.Refused(
                    403, Cause.PORT, "connections to port " + target.port() + " are not made for clients");
        }
        if (blocked(target)) {
            return new ForwardDecision.Refused(403, Cause.BLOCKED, "this host is blocked");
        }
        String domain = config.domain().orElse("");
        boolean bare = target.host().indexOf('.') < 0 && !IpAddress.valid(target.host());
        if (bare && !domain.isEmpty() && !target.connect() && !target.host().equals("localhost")) {
            if (asker.method().equals("GET")) {
                return new ForwardDecision.Elsewhere(withDomain(target, domain));
            }
        }
        List<MemberUrl> through = direct(target) ? List.of() : through(target);
        if (through.isEmpty() && target.scheme().equals("https")) {
            return new ForwardDecision.Refused(
                    501, Cause.SCHEME, "https is not carried out for a URL in the request line; ask by CONNECT");
        }
        return new ForwardDecision.Out(through);
    }

    private AccessConfig access(ForwardTarget target) {
        for (int i = guards.size() - 1; i >= 0; i--) {
            if (guards.get(i).target().matches(target)) {
                return guards.get(i).access();
            }
        }
        return AccessConfig.NOBODY;
    }

    /** The rule that decides about a target. */
    AccessConfig accessOf(ForwardTarget target) {
        return access(target);
    }

    private boolean port(int port) {
        for (PortRange range : config.connectPorts()) {
            if (range.contains(port)) {
                return true;
            }
        }
        return false;
    }

    private boolean blocked(ForwardTarget target) {
        for (String word : blockedWords) {
            if (word.equals(EVERY) || target.host().contains(word)) {
                return true;
            }
        }
        return IpAddress.valid(target.host()) && blocks(IpAddress.parse(target.host()));
    }

    /** Whether an address that a name led to is blocked. */
    public boolean blocks(InetAddress address) {
        return Network.anyContains(blocked, address);
    }

    private static String withDomain(ForwardTarget target, String domain) {
        String suffix = domain.startsWith(".") ? domain : "." + domain;
        String before = target.scheme() + "://" + target.host();
        return before + suffix + target.url().substring(before.length());
    }

    private boolean direct(ForwardTarget target) {
        for (String known : directNames) {
            boolean within = known.startsWith(".") && target.host().endsWith(known);
            if (within || known.equals(EVERY) || target.host().equals(known)) {
                return true;
            }
        }
        return IpAddress.valid(target.host()) && Network.anyContains(directNetworks, IpAddress.parse(target.host()));
    }

    private List<MemberUrl> through(ForwardTarget target) {
        List<MemberUrl> found = new ArrayList<>();
        for (Parent parent : parents) {
            if (parent.matches(target) && !found.contains(parent.url())) {
                found.add(parent.url());
            }
        }
        return found;
    }
}
