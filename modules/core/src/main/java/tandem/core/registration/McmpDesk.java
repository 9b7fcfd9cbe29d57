package tandem.core.registration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import tandem.core.balance.ContextState;
import tandem.core.registration.McmpReply.Kind;

/**
 * Answers what members say by MCMP and keeps it in the {@link Registrations}: CONFIG, ENABLE-APP, DISABLE-APP, STOP-APP, REMOVE-APP,
 * STATUS, PING, INFO, DUMP and VERSION. Follows mod_proxy_cluster, but for AJP, which is refused. Any thread.
 */
public final class McmpDesk {
    /** The version of the protocol. */
    public static final String PROTOCOL = "0.2.1";

    /** The messages there are. */
    public static final Set<String> COMMANDS = Set.of(
            "CONFIG",
            "ENABLE-APP",
            "DISABLE-APP",
            "STOP-APP",
            "REMOVE-APP",
            "STATUS",
            "PING",
            "INFO",
            "DUMP",
            "VERSION");

    private static final int MOST_PAIRS = 512;

    private final Registrations registrations;
    private final McmpNode node;
    private final String version;
    private final long id;

    /**
     * @param version Tandem's
     * @param id another after every start of the node: members that see a new one register anew
     */
    public McmpDesk(Registrations registrations, McmpNode node, String version, long id) {
        this.registrations = registrations;
        this.node = node;
        this.version = version;
        this.id = id;
    }

    /** Carries a message out. */
    public McmpReply answer(McmpRequest request) {
        try {
            return switch (request.command()) {
                case "CONFIG" -> config(request);
                case "ENABLE-APP" -> app(request, ContextState.ENABLED);
                case "DISABLE-APP" -> app(request, ContextState.DISABLED);
                case "STOP-APP" -> app(request, ContextState.STOPPED);
                case "REMOVE-APP" -> remove(request);
                case "STATUS" -> status(request);
                case "PING" -> ping(request);
                case "INFO" -> McmpReply.of(McmpText.info(registrations.all()));
                case "DUMP" -> McmpReply.of(McmpText.dump(registrations.all()));
                case "VERSION" -> McmpReply.of("release: Tandem/" + version + ", protocol: " + PROTOCOL + "\n");
                default -> McmpReply.refused(Kind.SYNTAX, request.command() + " is no message of MCMP");
            };
        } catch (UnknownMember e) {
            return McmpReply.refused(Kind.MEM, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return McmpReply.refused(Kind.SYNTAX, String.valueOf(e.getMessage()));
        }
    }

    private McmpReply config(McmpRequest request) {
        String route = route(request);
        Registration fresh = McmpConfig.read(request, route, node);
        Optional<Registration> before = registrations.of(route);
        if (before.isEmpty() && registrations.all().size() >= node.most()) {
            return McmpReply.refused(
                    Kind.MEM, node.most() + " members are registered already; registration.most allows no more");
        }
        Map<String, Map<String, ContextState>> listed = McmpContexts.of(request);
        if (pairs(listed) > MOST_PAIRS) {
            return tooMany();
        }
        // What runs goes on, what is new has stopped until it is enabled.
        Registration now = heard(
                fresh, known -> fresh.with(merged(listed, known.contexts())).with(known.load()));
        String news = before.isEmpty()
                ? "registered at " + now.url()
                : before.get().url().equals(now.url())
                        ? ""
                        : "is at " + now.url() + " now, not at " + before.get().url();
        return McmpReply.changed("", now, false, told(now, news));
    }

    private McmpReply app(McmpRequest request, ContextState state) {
        Registration known = known(request);
        Map<String, Map<String, ContextState>> named = McmpContexts.of(request);
        if (named.isEmpty() && !request.whole()) {
            throw new IllegalArgumentException("Context and Alias are missing; only a message to * needs none");
        }
        Map<String, Map<String, ContextState>> changes =
                request.whole() && named.isEmpty() ? set(known.contexts(), state) : set(named, state);
        if (pairs(merged(known.contexts(), changes)) > MOST_PAIRS) {
            return tooMany();
        }
        Registration now = heard(known, before -> before.with(merged(before.contexts(), changes)));
        int busy = state == ContextState.STOPPED && serves(now) ? 0 : node.inFlight(now);
        boolean same = now.states().equals(known.states());
        String news = same ? "" : told(now, word(state) + " " + String.join(", ", changes.keySet()));
        String text = McmpText.app(request.command(), now.route(), changes, state == ContextState.STOPPED ? busy : -1);
        return McmpReply.changed(text, now, state != ContextState.ENABLED, news);
    }

    /** Whether any application of it takes something: then what is in flight may be of that one. */
    private static boolean serves(Registration member) {
        return member.states().values().stream().anyMatch(state -> state != ContextState.STOPPED);
    }

    private static String word(ContextState state) {
        return switch (state) {
            case ENABLED -> "enables";
            case DISABLED -> "takes nothing new for";
            case STOPPED -> "stops";
        };
    }

    private McmpReply remove(McmpRequest request) {
        Registration known = known(request);
        Map<String, Map<String, ContextState>> named = McmpContexts.of(request);
        if (request.whole() && named.isEmpty()) {
            Registration now = heard(known, Registration::gone);
            return McmpReply.changed(
                    McmpText.app(request.command(), now.route(), Map.of(), -1), now, true, told(now, "is gone"));
        }
        if (named.isEmpty()) {
            throw new IllegalArgumentException("Context and Alias are missing; only a message to * needs none");
        }
        Registration now = heard(known, before -> before.with(without(before.contexts(), named)));
        return McmpReply.changed(
                McmpText.app(request.command(), now.route(), named, -1),
                now,
                true,
                told(now, "removes " + String.join(", ", named.keySet())));
    }

    private McmpReply status(McmpRequest request) {
        Registration known = known(request);
        if (request.field("load").isEmpty()) {
            throw new IllegalArgumentException("Load is missing: -1 for broken, 0 for in reserve, up to 100");
        }
        int load = request.number("load", 1, Registration.BROKEN, Registration.MOST_LOAD);
        boolean was = known.load() != Registration.BROKEN;
        boolean is = load != Registration.BROKEN;
        Registration now = heard(known, before -> before.with(load));
        String news = was == is ? "" : told(now, is ? "takes requests again" : "says that it is broken");
        return McmpReply.changed(
                "Type=STATUS-RSP&JVMRoute=" + McmpText.encoded(now.route()) + "&State=" + state(node.up(now)) + "&id="
                        + id,
                now,
                false,
                news);
    }

    // Deliberate: an address that no member has registered is not tried, so that this is no way to look at other hosts'
    // ports.
    private McmpReply ping(McmpRequest request) {
        Optional<String> route = request.field("jvmroute");
        if (route.isPresent()) {
            return McmpReply.of("Type=PING-RSP&JVMRoute=" + McmpText.encoded(route.get()) + "&State="
                    + state(node.up(known(request))) + "&id=" + id);
        }
        Optional<String> host = request.field("host");
        boolean ok = host.isEmpty()
                || registrations.all().stream()
                        .filter(one -> one.url().host().equals(host.get()))
                        .filter(one -> request.field("port")
                                .filter(port ->
                                        !port.equals(String.valueOf(one.url().port())))
                                .isEmpty())
                        .anyMatch(node::up);
        return McmpReply.of("Type=PING-RSP&State=" + state(ok) + "&id=" + id);
    }

    private static String state(boolean ok) {
        return ok ? "OK" : "NOTOK";
    }

    private Registration heard(Registration fresh, UnaryOperator<Registration> change) {
        return registrations.heard(fresh, change, node.epochMillis(), node.nanos());
    }

    private static String told(Registration member, String what) {
        return what.isEmpty() ? "" : member.balancer() + ": " + member.route() + " " + what;
    }

    private Registration known(McmpRequest request) {
        String route = route(request);
        return registrations
                .of(route)
                .orElseThrow(() -> new UnknownMember("no member with JVMRoute " + route + " is registered here"));
    }

    private static String route(McmpRequest request) {
        String route = request.field("jvmroute")
                .orElseThrow(() -> new IllegalArgumentException("JVMRoute is missing: it names the member"));
        if (!route.matches("[\\x21-\\x7e&&[^;,/?#\"<>&=%\\\\]]{1,63}")) {
            throw new IllegalArgumentException(
                    "JVMRoute '" + McmpRequest.shortened(route)
                            + "' is not 1 to 63 letters, digits and the like, without blanks and any of ; , / ? # \" < > & = % \\");
        }
        return route;
    }

    private static McmpReply tooMany() {
        return McmpReply.refused(Kind.MEM, "a member has at most " + MOST_PAIRS + " pairs of Context and Alias");
    }

    // ---- contexts ----

    private static int pairs(Map<String, Map<String, ContextState>> contexts) {
        return contexts.values().stream().mapToInt(Map::size).sum();
    }

    private static Map<String, Map<String, ContextState>> set(
            Map<String, Map<String, ContextState>> named, ContextState state) {
        Map<String, Map<String, ContextState>> set = new LinkedHashMap<>();
        named.forEach((path, aliases) -> {
            Map<String, ContextState> states = new LinkedHashMap<>();
            aliases.keySet().forEach(alias -> states.put(alias, state));
            set.put(path, states);
        });
        return set;
    }

    /** Both; where they differ the second holds. */
    private static Map<String, Map<String, ContextState>> merged(
            Map<String, Map<String, ContextState>> first, Map<String, Map<String, ContextState>> second) {
        Map<String, Map<String, ContextState>> merged = new TreeMap<>();
        for (Map<String, Map<String, ContextState>> part : List.of(first, second)) {
            part.forEach((path, aliases) ->
                    merged.computeIfAbsent(path, any -> new TreeMap<>()).putAll(aliases));
        }
        return merged;
    }

    private static Map<String, Map<String, ContextState>> without(
            Map<String, Map<String, ContextState>> known, Map<String, Map<String, ContextState>> named) {
        Map<String, Map<String, ContextState>> left = new TreeMap<>();
        known.forEach((path, aliases) -> {
            Map<String, ContextState> kept = new TreeMap<>(aliases);
            kept.keySet().removeAll(named.getOrDefault(path, Map.of()).keySet());
            if (!kept.isEmpty()) {
                left.put(path, kept);
            }
        });
        return left;
    }
}
