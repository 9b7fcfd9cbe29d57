package tandem.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.core.balance.Balancer;
import tandem.core.balance.Schedule;
import tandem.core.config.AccessConfig;
import tandem.core.config.BalancerConfig;
import tandem.core.config.ForwardProxyConfig;
import tandem.core.config.HashConfig;
import tandem.core.config.ManagerEdits;
import tandem.core.config.MemberConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.MemberTlsConfig;
import tandem.core.config.MemberUrl;
import tandem.core.config.PolicyName;
import tandem.core.config.Requirement;
import tandem.core.config.RouteConfig;
import tandem.core.config.Weight;
import tandem.core.forward.ForwardDecision;
import tandem.core.forward.ForwardDecision.Cause;
import tandem.core.forward.ForwardProxies;
import tandem.core.forward.ForwardProxy;
import tandem.core.forward.ForwardTarget;
import tandem.core.ftp.FtpTarget;
import tandem.core.log.RequestEnd;
import tandem.core.routing.RequestPath;
import tandem.core.routing.Routed;
import tandem.core.setting.Settings;
import tandem.proxy.http.Field;
import tandem.proxy.http.RequestHead;

/**
 * One request that a forward proxy takes on: asks whether it may go out, has the server's address found, and goes on as to a
 * balancer that has the server's addresses, or other proxies, for members. One I/O thread.
 */
final class ForwardRequest {
    private static final String MEMBER = "origin";
    private static final String PROXY_AUTHORIZATION = "Proxy-Authorization";
    private static final OwnAnswers.Answer CROWDED =
            new OwnAnswers.Answer(503, "Too many clients use this proxy at the moment.", "Retry-After", "1", false);

    private final Forwarding forwarding;
    private final ForwardProxies proxies;
    private final ForwardProxy proxy;
    private final ForwardGate gate;
    private final IoLoop loop;
    private ForwardTarget target;
    private String path = "";
    private String decodedPath = "/";
    private List<MemberUrl> parents = List.of();
    private boolean tunnel;
    private boolean over;

    @SuppressWarnings("NullAway.Init") // start reads the target, and nothing is asked before
    ForwardRequest(Forwarding forwarding, ForwardProxies proxies, ForwardProxy proxy) {
        this.forwarding = forwarding;
        this.proxies = proxies;
        this.proxy = proxy;
        this.gate = forwarding.plane().forwards();
        this.loop = forwarding.loop();
    }

    /** Whether a request is such as only a forward proxy gets, or a site that is asked for by a whole URL. */
    static boolean asked(RequestHead head) {
        return !head.scheme().isEmpty() || head.methodIs("CONNECT");
    }

    /** Begins; false if the request is for a site of this node, and goes its usual way. */
    boolean start() {
        RequestHead head = forwarding.exchange().head();
        try {
            target = read(head);
        } catch (RequestPath.BadPath e) {
            answer(OwnAnswers.Answer.last(400, "The request is malformed: " + e.reason() + "."));
            return true;
        }
        if (proxies.here(target, forwarding.exchange().client().listener())) {
            return false;
        }
        whole(head);
        OwnAnswers.Answer own = OwnAnswers.toProxy(head);
        if (target.port() == 0 || target.connect() && head.hasBody()) {
            own = OwnAnswers.Answer.last(400, "The request is malformed: no server can be asked for that.");
        }
        if (own == null) {
            Routed nowhere = new Routed.Answer(403, "it goes out");
            own = RateGate.refusal(
                    forwarding.destination().table(),
                    nowhere,
                    forwarding.facts(),
                    forwarding.plane().metrics(),
                    loop.nanos());
        }
        if (own != null) {
            answer(own);
            return true;
        }
        decide();
        return true;
    }

    private ForwardTarget read(RequestHead head) throws RequestPath.BadPath {
        if (head.methodIs("CONNECT")) {
            path = head.target();
            return ForwardTarget.connect(head.target());
        }
        if (head.target().equals("*")) {
            path = "*";
            return ForwardTarget.of(head.scheme(), head.authority(), "/", "");
        }
        RequestPath asked = loop.paths().of(head.target());
        path = asked.forwarded();
        decodedPath = asked.decoded();
        String query = asked.query().isEmpty() ? "" : "?" + asked.query();
        return ForwardTarget.of(head.scheme(), head.authority(), asked.decoded(), query);
    }

    /** From now on the request is what its client wrote, for logs and for other proxies. */
    private void whole(RequestHead head) {
        head.outbound(true);
        logIn(head);
        if (target.connect()) {
            head.authority(head.target());
        } else {
            String rest = path.equals("*") ? "" : path;
            head.target(head.scheme() + "://" + head.authority() + rest);
        }
    }

    /** A login within the URL becomes a field, which logs do not show and other proxies understand. */
    private static void logIn(RequestHead head) {
        if (!head.login().isEmpty() && head.fields().find(Field.AUTHORIZATION, 0) < 0) {
            byte[] plain = FtpTarget.decoded(head.login().indexOf(':') < 0 ? head.login() + ":" : head.login())
                    .getBytes(StandardCharsets.ISO_8859_1);
            head.fields().add("Authorization", "Basic " + Base64.getEncoder().encodeToString(plain));
        }
    }

    private void decide() {
        switch (proxy.decide(target, asker())) {
            case ForwardDecision.Refused refused -> refuse(refused.status(), refused.cause(), refused.reason());
            case ForwardDecision.Elsewhere elsewhere ->
                answer(new OwnAnswers.Answer(
                        301, "The host has a longer name.", "Location", elsewhere.location(), false));
            case ForwardDecision.Out out -> go(out.parents());
        }
    }

    private Requirement.Asker asker() {
        HeadFacts facts = forwarding.facts();
        return new Requirement.Asker() {
            @Override
            public InetAddress client() {
                return facts.client();
            }

            @Override
            public String method() {
                return facts.method();
            }

            @Override
            public @Nullable String variable(String name) {
                return null;
            }

            @Override
            public String decodedPath() {
                return decodedPath;
            }

            @Override
            public @Nullable String field(String name) {
                return facts.field(name);
            }
        };
    }

    private void refuse(int status, Cause cause, String reason) {
        gate.refused(cause);
        answer(new OwnAnswers.Answer(status, Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + "."));
    }

    private void answer(OwnAnswers.Answer answer) {
        end();
        forwarding.answer(answer, RequestEnd.ANSWERED_HERE);
    }

    // ---- the way out ----

    private void go(List<MemberUrl> through) {
        if (target.connect() && !gate.take(proxy.config().tunnels())) {
            answer(CROWDED);
            return;
        }
        tunnel = target.connect();
        parents = through;
        forwarding.awaitAddress(proxy.config().connectTimeout());
        if (through.isEmpty()) {
            gate.lookups().server(target, proxy, proxies.own(), loop, this::found);
        } else {
            gate.lookups().parents(through, loop, this::found);
        }
    }

    private void found(ForwardLookups.Found found) {
        if (over) {
            return;
        }
        switch (found.ending()) {
            case FOUND -> leave(found.addresses());
            case UNKNOWN -> {
                end();
                String whose = parents.isEmpty() ? "host" : "next proxy";
                forwarding.answer(
                        new OwnAnswers.Answer(502, "The address of the " + whose + " cannot be found."),
                        RequestEnd.NO_MEMBER);
            }
            case OWN ->
                refuse(403, Cause.ADDRESS, "this host is the proxy's own machine, or one that nobody is led to");
            case BLOCKED -> refuse(403, Cause.BLOCKED, "this host is blocked");
            case CROWDED -> answer(CROWDED);
        }
    }

    /** Its address was not found in time. */
    void late() {
        end();
        forwarding.answer(
                new OwnAnswers.Answer(504, "The address of the host was not found in time."), RequestEnd.NO_MEMBER);
    }

    private void leave(List<ForwardLookups.Address> addresses) {
        RequestHead head = forwarding.exchange().head();
        if (parents.isEmpty()) {
            new FieldsTable(head.fields()).removeAll(PROXY_AUTHORIZATION);
        }
        String to = parents.isEmpty() || target.connect() ? path : head.target();
        RouteConfig route = new RouteConfig(
                "*",
                "*",
                "/",
                Optional.of(proxy.name()),
                Optional.empty(),
                true,
                false,
                proxy.config().via(),
                AccessConfig.EVERYBODY,
                List.of());
        forwarding.leave(new Routed.Forward(route, balancer(addresses), to, null, null));
    }

    private Balancer balancer(List<ForwardLookups.Address> addresses) {
        ForwardProxyConfig config = proxy.config();
        List<MemberConfig> members = new ArrayList<>();
        Map<String, InetSocketAddress> known = new LinkedHashMap<>();
        for (ForwardLookups.Address address : addresses) {
            String name = members.isEmpty() ? MEMBER : MEMBER + "-" + (members.size() + 1);
            members.add(new MemberConfig(
                    name,
                    address.url(),
                    "",
                    Weight.ONE,
                    Set.of(MemberFlag.IGNORE_ERRORS),
                    0,
                    Duration.ZERO,
                    "",
                    config.connectTimeout(),
                    config.timeout(),
                    false,
                    Duration.ZERO));
            known.put(proxy.name() + "/" + name, address.address());
        }
        BalancerConfig made = new BalancerConfig(
                PolicyName.FIRST,
                HashConfig.SOURCE,
                Optional.empty(),
                false,
                OptionalInt.empty(),
                false,
                Duration.ZERO,
                Set.of(),
                false,
                Optional.empty(),
                members,
                MemberTlsConfig.DEFAULT,
                ManagerEdits.DEFAULT,
                config.sourceAddress(),
                Optional.empty(),
                Optional.empty());
        BalancerConfig whole = made.edit().ftp(config.ftp()).done();
        return Balancer.of(proxy.name(), whole, Settings.NONE, known, Set.of(), new Schedule());
    }

    // ---- once it is under way ----

    /** Whether its client asked for a connection that carries anything. */
    boolean connects() {
        return target.connect();
    }

    /** Whether that connection is the one to the member itself, which is asked nothing. */
    boolean connectsDirectly() {
        return target.connect() && parents.isEmpty();
    }

    /** How long that connection may carry nothing. */
    Duration tunnelIdle() {
        return proxy.config().tunnelIdle();
    }

    /** It is over; a second call does nothing. */
    void end() {
        over = true;
        if (tunnel) {
            tunnel = false;
            gate.release();
        }
    }
}
