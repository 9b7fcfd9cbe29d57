package tandem.core.balance;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tandem.core.config.BalancerConfig;
import tandem.core.config.MemberConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.MemberUrl;
import tandem.core.config.PolicyName;
import tandem.core.config.Weight;
import tandem.core.rule.RequestFacts;
import tandem.core.setting.Setting;
import tandem.core.setting.SettingKey;
import tandem.core.setting.SettingValue;
import tandem.core.setting.Settings;
import tandem.core.text.IpAddress;

/**
 * A named set of members with one policy, as one routing table sees it. Immutable but for its {@link Schedule}. Any thread.
 */
public final class Balancer {
    private final String name;
    private final BalancerConfig config;
    private final List<Member> members;
    private final Schedule schedule;
    private final Map<String, List<Member>> byRoute;
    private final int highestSet;
    private final @Nullable StickySession sticky;
    private final @Nullable RequestKey requestKey;
    private final @Nullable HashRing ring;
    private final @Nullable ContextViews contexts;
    private final @Nullable ClientShift shift;
    private final @Nullable Closure closure;

    private Balancer(
            String name,
            BalancerConfig config,
            List<Member> members,
            RouteSeals seals,
            Schedule schedule,
            @Nullable Closure closure) {
        this.closure = closure;
        this.name = name;
        this.config = config;
        this.members = List.copyOf(members);
        this.schedule = schedule;
        this.byRoute = members.stream()
                .collect(Collectors.groupingBy(member -> member.config().route()));
        this.highestSet =
                members.stream().mapToInt(m -> m.config().lbset()).max().orElse(0);
        List<String> routes = members.stream().map(m -> m.config().route()).toList();
        this.sticky = config.sticky()
                .map(rule -> StickySession.of(name, rule, routes, seals))
                .orElse(null);
        boolean hashes = config.policy() == PolicyName.HASH;
        this.requestKey = hashes ? new RequestKey(config.hash()) : null;
        this.ring = hashes
                ? schedule.ring(members.stream()
                        .map(m -> new HashRing.Slice(m.config().name(), m.weight()))
                        .toList())
                : null;
        this.contexts = null;
        this.shift = config.shift()
                .map(part -> new ClientShift(name, part, config.shiftBy()))
                .orElse(null);
    }

    private Balancer(Balancer other, List<Member> members, @Nullable Map<String, Map<String, ContextState>> contexts) {
        this.name = other.name;
        this.config = other.config;
        this.members = members;
        this.schedule = other.schedule;
        this.byRoute = members.stream()
                .collect(Collectors.groupingBy(member -> member.config().route()));
        this.highestSet = other.highestSet;
        this.sticky = other.sticky;
        this.requestKey = other.requestKey;
        this.ring = other.ring;
        this.shift = other.shift;
        this.closure = other.closure;
        this.contexts = contexts == null ? null : new ContextViews(other, contexts, other::flagged);
    }

    /**
     * Makes the balancer that file, settings and name resolution add up to.
     *
     * @param schedule the one that this balancer had before, or a new one
     * @param down ids of the members that checks found down
     * @param addresses where each member's name leads, by member id; a missing one is down
     */
    public static Balancer of(
            String name,
            BalancerConfig inFile,
            Settings settings,
            Map<String, InetSocketAddress> addresses,
            Set<String> down,
            Schedule schedule) {
        return of(name, inFile, settings, addresses, down, RouteSeals.NONE, schedule);
    }

    /**
     * The same with keys.
     *
     * @param seals signs the cookies that are given to clients
     */
    public static Balancer of(
            String name,
            BalancerConfig inFile,
            Settings settings,
            Map<String, InetSocketAddress> addresses,
            Set<String> down,
            RouteSeals seals,
            Schedule schedule) {
        BalancerConfig config = settings.balancer(name, inFile);
        List<MemberConfig> configs = settings.members(name, config.members());
        schedule.retain(configs.stream().map(MemberConfig::name).collect(Collectors.toSet()));
        List<Member> members = new ArrayList<>();
        for (MemberConfig member : configs) {
            Optional<SettingValue> setting = settings.value(new SettingKey(name, member.name()));
            Set<MemberFlag> flags = setting.flatMap(SettingValue::flags).orElse(member.setting());
            Weight weight = setting.flatMap(SettingValue::weight).orElse(member.weight());
            InetSocketAddress address = address(member.url(), addresses.get(name + "/" + member.name()));
            boolean checkedDown = down.contains(name + "/" + member.name());
            MemberState state = schedule.state(member.name());
            members.add(new Member(name, members.size(), member, config, flags, weight, address, checkedDown, state));
        }
        return new Balancer(name, config, members, seals, schedule, closure(name, config, settings));
    }

    private static @Nullable Closure closure(String name, BalancerConfig config, Settings settings) {
        if (!config.closed().enabled()) {
            return null;
        }
        long until = settings.setting(SettingKey.ofClosing(name))
                .map(Setting::expiresEpochMillis)
                .orElse(0L);
        return new Closure(config.closed(), until);
    }

    /** Where a URL leads: an address in it leads there; a name where it was last found to, if the port is still the same. */
    private static @Nullable InetSocketAddress address(MemberUrl url, @Nullable InetSocketAddress resolved) {
        if (resolved == null || resolved.getPort() == url.port()) {
            return resolved;
        }
        return IpAddress.valid(url.host()) ? new InetSocketAddress(IpAddress.parse(url.host()), url.port()) : null;
    }

    /**
     * The same, of which some members have told where they serve.
     *
     * @param told by member name, then by path: a slash, or one without a final slash; who is not in it takes every path
     */
    public Balancer serving(Map<String, Map<String, ContextState>> told) {
        return told.isEmpty() ? this : new Balancer(this, members, told);
    }

    private Balancer flagged(List<Set<MemberFlag>> flags) {
        return new Balancer(
                this,
                members.stream()
                        .map(member -> member.flagged(flags.get(member.index())))
                        .toList(),
                null);
    }

    /** Whether every member takes every path, so that {@link #at} need not be asked. */
    public boolean everywhere() {
        return contexts == null;
    }

    /** This balancer as a request for a decoded path meets it: members that do not serve it there are disabled, or draining. */
    public Balancer at(String path) {
        return contexts == null ? this : contexts.at(path);
    }

    /** Whether some member has told of an application at this decoded path, in whatever state, or takes every path. */
    public boolean serves(String path) {
        return contexts == null || contexts.serves(path);
    }

    /** Whether another balancer gets a part of its clients, so that {@link #shifts} is to be asked. */
    public boolean shifting() {
        return shift != null;
    }

    /** The balancer that gets them; empty if none does. */
    public String shiftsTo() {
        return shift == null ? "" : shift.to();
    }

    /** Whether a request is for that balancer: by its session, or else by the part of it that decides. */
    public boolean shifts(RequestFacts facts, Balancer other) {
        if (shift == null || other == this) {
            return false;
        }
        String cookies = facts.field("Cookie");
        if (has(facts.target(), cookies)) {
            return false;
        }
        boolean theirs = other.has(facts.target(), cookies) || shift.has(facts);
        return theirs && other.schedule.hasOther(other, List.of());
    }

    /** Whether a request has a session with one of its members. */
    private boolean has(String url, @Nullable String cookies) {
        String route = sticky == null ? null : sticky.route(url, cookies);
        return route != null && knows(route);
    }

    public String name() {
        return name;
    }

    /** The file's, with what operators set of the balancer itself; its members are the file's. */
    public BalancerConfig config() {
        return config;
    }

    /** What holds while it is closed for maintenance; null: it is open. */
    public @Nullable Closure closure() {
        return closure;
    }

    /** In configuration order. */
    public List<Member> members() {
        return members;
    }

    public Schedule schedule() {
        return schedule;
    }

    public Optional<Member> member(String memberName) {
        return members.stream()
                .filter(m -> m.config().name().equals(memberName))
                .findFirst();
    }

    /** How requests show their route; null without stickiness. */
    public @Nullable StickySession sticky() {
        return sticky;
    }

    /** What its policy sees of a request; 0 unless that is {@code hash}. */
    public long key(RequestFacts facts) {
        return requestKey == null ? 0 : requestKey.of(facts);
    }

    /** Its members around the ring of policy {@code hash}; null with another policy. */
    @Nullable
    HashRing ring() {
        return ring;
    }

    /**
     * Chooses a member for one attempt of a request and counts it in the schedule; whoever gets it calls {@link Member#ended}
     * when the attempt is over.
     *
     * @param route what {@link StickySession} found, or null
     * @param key what {@link #key} made of the request
     * @param tried members that this request has tried already; empty on the first attempt
     * @param nowNanos the node's monotonic clock
     */
    public Choice choose(@Nullable String route, long key, List<Member> tried, long nowNanos) {
        return schedule.choose(this, route, key, tried, nowNanos);
    }

    /**
     * What {@link #choose} would say to a first attempt now; changes nothing.
     *
     * @param route as for it
     * @param key as for it
     * @param nowNanos as for it
     */
    public Choice preview(@Nullable String route, long key, long nowNanos) {
        return schedule.preview(this, route, key, nowNanos);
    }

    /** How many further members a request may try after its first. */
    public int furtherAttempts() {
        return config.maxAttempts().orElse(Math.max(0, members.size() - 1));
    }

    int highestSet() {
        return highestSet;
    }

    /** Whether a member has this route. */
    public boolean knows(String route) {
        return !withRoute(route).isEmpty();
    }

    /** Those with this route, in configuration order. */
    List<Member> withRoute(String route) {
        return byRoute.getOrDefault(route, List.of());
    }

    /** The redirect of the first member with this route that has one; empty if none has. */
    String redirectOf(String route) {
        for (Member member : withRoute(route)) {
            if (!member.config().redirect().isEmpty()) {
                return member.config().redirect();
            }
        }
        return "";
    }
}
