package tandem.config;

import static tandem.config.HttpdDirective.ANYWHERE;
import static tandem.config.HttpdDirective.ANY_NUMBER;
import static tandem.config.HttpdDirective.carriedOut;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tandem.config.HttpdDirective.HttpdCall;
import tandem.config.HttpdDraft.Orphan;
import tandem.config.HttpdDraft.Pass;
import tandem.config.HttpdDraft.Reverse;
import tandem.config.HttpdScope.Where;
import tandem.core.config.MemberUrl;
import tandem.core.config.RouteConfig.Via;
import tandem.core.config.SourceAddress;
import tandem.core.text.BoundedPattern;

/** mod_proxy's and mod_proxy_balancer's directives. */
final class ProxyDirectives {
    private static final Set<Where> PASS = Set.of(Where.SERVER, Where.LOCATION);
    private static final Set<Where> MEMBER = Set.of(Where.SERVER, Where.PROXY);

    private static final String INHERITED =
            "On: virtual hosts see the main server's balancers and ProxyPass; a warning names Off, where they do too.";

    static final List<HttpdDirective> ROWS = List.of(
            carriedOut(
                    "ProxyPass",
                    PASS,
                    1,
                    ANY_NUMBER,
                    "Sends a path to a balancer or server; ! sends it nowhere. The first match wins.",
                    call -> pass(call, false)),
            carriedOut(
                    "ProxyPassMatch",
                    PASS,
                    1,
                    ANY_NUMBER,
                    "The same for paths that an expression matches; $1 to $9 in the target, else the whole path is appended.",
                    call -> pass(call, true)),
            carriedOut(
                    "ProxyPassReverse",
                    PASS,
                    1,
                    3,
                    "Maps URLs in Location, Content-Location and URI back.",
                    ProxyDirectives::reverse),
            carriedOut(
                    "BalancerMember",
                    MEMBER,
                    1,
                    ANY_NUMBER,
                    "A member, inside <Proxy balancer://NAME> or with the balancer's URL first.",
                    ProxyDirectives::member),
            carriedOut(
                    "ProxySet",
                    MEMBER,
                    1,
                    ANY_NUMBER,
                    "Further parameters of a balancer or member.",
                    ProxyDirectives::set),
            carriedOut(
                    "ProxyPreserveHost",
                    ANYWHERE,
                    1,
                    1,
                    "Whether the client's Host is passed on; default Off.",
                    call -> call.section().preserveHost = Optional.of(onOff(call))),
            carriedOut(
                    "ProxyAddHeaders",
                    ANYWHERE,
                    1,
                    1,
                    "Whether X-Forwarded-For, -Host and -Server are added; default On.",
                    call -> call.section().addHeaders = Optional.of(onOff(call))),
            carriedOut(
                    "ProxyVia",
                    Set.of(Where.SERVER),
                    1,
                    1,
                    "What happens to Via: Off, On, Full, Block; default Off.",
                    call -> call.server().ownVia = Optional.of(via(call.word(0)))),
            carriedOut(
                    "ProxyTimeout",
                    Set.of(Where.SERVER),
                    1,
                    1,
                    "Seconds that members may be silent; default Timeout.",
                    call -> call.server().proxyTimeout =
                            HttpdNumbers.seconds(call.word(0), 1, "Proxy Timeout must be at least one second")),
            carriedOut(
                    "ProxyMaxForwards",
                    Set.of(Where.SERVER),
                    1,
                    1,
                    "What Max-Forwards says on requests that have none; -1, the default: they stay without.",
                    call -> call.server().ownMaxForwards = OptionalInt.of(HttpdNumbers.integer(
                            call.word(0), -1, Integer.MAX_VALUE, "ProxyMaxForwards must be -1 or a number"))),
            carriedOut(
                    "ProxySourceAddress",
                    Set.of(Where.SERVER),
                    1,
                    1,
                    "The address of this machine that connections to members, and probes of them, leave by.",
                    call -> call.server().ownSource = Optional.of(SourceAddress.parse(call.word(0)))),
            carriedOut(
                    "ProxyBadHeader",
                    Set.of(Where.SERVER),
                    1,
                    1,
                    "IsError: a malformed field of a member gives 502; a warning names Ignore and StartBody, which do too.",
                    ProxyDirectives::badHeader),
            carriedOut(
                    "Proxy100Continue",
                    ANYWHERE,
                    1,
                    1,
                    "On: 100 Continue comes from the member; a warning names Off, where it does too.",
                    ProxyDirectives::hundredContinue),
            carriedOut("BalancerInherit", ANYWHERE, 1, 1, INHERITED, ProxyDirectives::inherit),
            carriedOut("ProxyPassInherit", ANYWHERE, 1, 1, INHERITED, ProxyDirectives::inherit));

    private ProxyDirectives() {}

    private static boolean onOff(HttpdCall call) {
        return HttpdNumbers.onOff(call.word(0), call.directive().name());
    }

    private static Via via(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "off" -> Via.OFF;
            case "on" -> Via.ON;
            case "full" -> Via.FULL;
            case "block" -> Via.BLOCK;
            default ->
                throw new IllegalArgumentException("must be one of: off | on | full | block, not '" + word + "'");
        };
    }

    private static void badHeader(HttpdCall call) {
        switch (call.word(0).toLowerCase(Locale.ROOT)) {
            case "iserror" -> {
                // what is done in any case
            }
            case "ignore", "startbody" ->
                call.warning(
                        call.place(),
                        call.word(0) + " has no effect here: a malformed field of a member gives 502, as with IsError;"
                                + " what is guessed from it could be another client's response");
            default ->
                throw new IllegalArgumentException(
                        "must be one of: IsError | Ignore | StartBody, not '" + call.word(0) + "'");
        }
    }

    private static void hundredContinue(HttpdCall call) {
        if (!onOff(call)) {
            call.warning(call.place(), "Off has no effect here: 100 Continue comes from the member, as with On");
        }
    }

    private static void inherit(HttpdCall call) {
        if (!onOff(call)) {
            call.warning(
                    call.place(),
                    "Off has no effect here: virtual hosts see the main server's balancers and ProxyPass, as with On");
        }
    }

    private static void pass(HttpdCall call, boolean match) {
        String name = call.directive().name();
        List<HttpdWord> bare = new ArrayList<>();
        List<HttpdWord> parameters = new ArrayList<>();
        boolean raw = false;
        for (HttpdWord word : call.arguments()) {
            if (word.is("nocanon") && !bare.isEmpty()) {
                raw = true;
            } else if ((word.is("interpolate") || word.is("noquery")) && !bare.isEmpty()) {
                call.error(word.place(), word.text() + " is not carried out yet");
            } else if (word.isParameter()
                    && !BalancerUrl.is(word.text())
                    && !word.text().contains("://")
                    && !word.text().startsWith("/")
                    && !word.text().startsWith("^")) {
                parameters.add(word);
            } else {
                bare.add(word);
            }
        }
        boolean tilde = !bare.isEmpty() && bare.get(0).is("~");
        if (tilde) {
            bare.remove(0);
        }
        Optional<SectionDraft> location = location(call);
        int used = location.isPresent() ? 1 : 2;
        if (bare.size() < used) {
            throw new IllegalArgumentException(
                    name + " needs a path when not defined in a location, and a URL: ProxyPass / balancer://NAME/");
        }
        if (bare.size() > used) {
            call.error(
                    bare.get(used).place(),
                    "Invalid " + name + " parameter. Parameter must be in the form 'key=value'.");
            return;
        }
        Optional<String> own = location.map(section -> section.pattern.orElse(section.path));
        boolean pattern = match || tilde;
        if (location.isPresent()) {
            pattern = location.get().pattern.isPresent();
        }
        String path = own.orElseGet(() -> bare.get(0).text());
        if (pattern) {
            BoundedPattern.compile(path, false);
        }
        call.server().passes.add(new Pass(call.place(), path, pattern, bare.get(used - 1), parameters, raw, location));
    }

    private static Optional<SectionDraft> location(HttpdCall call) {
        return call.scope() instanceof HttpdScope.Location location
                ? Optional.of(location.section())
                : Optional.empty();
    }

    private static void reverse(HttpdCall call) {
        List<HttpdWord> words = new ArrayList<>(call.arguments());
        words.removeIf(word -> word.is("interpolate"));
        Optional<SectionDraft> location = location(call);
        int used = location.isPresent() ? 1 : 2;
        if (words.size() != used) {
            throw new IllegalArgumentException("takes a path and a URL, inside <Location> the URL alone");
        }
        if (location.isPresent() && location.get().pattern.isPresent()) {
            throw new IllegalArgumentException(
                    "in <LocationMatch> has no path to map to; write it outside, with a path and a URL");
        }
        String path = location.map(section -> section.path)
                .orElseGet(() -> words.get(0).text());
        call.server()
                .reverses
                .add(new Reverse(call.place(), path, words.get(used - 1).text()));
    }

    private static void member(HttpdCall call) {
        List<HttpdWord> bare =
                call.arguments().stream().filter(w -> !w.isParameter()).toList();
        Optional<BalancerUrl> around =
                call.scope() instanceof HttpdScope.Proxy proxy ? proxy.balancer() : Optional.empty();
        if (bare.isEmpty()) {
            throw new IllegalArgumentException("BalancerMember must define remote proxy server");
        }
        if (around.isEmpty() && !BalancerUrl.is(bare.get(0).text())) {
            call.draft().orphans.add(call.orphan(Orphan.Kind.MEMBER));
            return;
        }
        int expected = around.isPresent() ? 1 : 2;
        if (bare.size() < expected) {
            throw new IllegalArgumentException("BalancerMember must define remote proxy server");
        }
        if (bare.size() > expected) {
            call.error(
                    bare.get(expected).place(),
                    around.isPresent()
                            ? "BalancerMember can not have a balancer name when defined in a location"
                            : "Invalid BalancerMember parameter. Parameter must be in the form 'key=value'");
            return;
        }
        BalancerUrl balancer =
                around.orElseGet(() -> BalancerUrl.parse(bare.get(0).text()));
        BalancerDraft draft = call.server().balancer(balancer.name(), call.place());
        FtpUrl named = FtpUrl.of(bare.get(expected - 1).text());
        if (!draft.logIn(named)) {
            call.error(
                    bare.get(expected - 1).place(),
                    "another member of this balancer has another login; give each login a balancer of its own");
        }
        url(call, bare.get(expected - 1), named.url()).ifPresent(url -> add(call, draft, url));
    }

    private static Optional<MemberUrl> url(HttpdCall call, HttpdWord word, String text) {
        try {
            return Optional.of(MemberUrl.parse(text));
        } catch (IllegalArgumentException e) {
            call.error(word.place(), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static void add(HttpdCall call, BalancerDraft balancer, MemberUrl url) {
        for (MemberDraft earlier : balancer.members) {
            boolean sameServer =
                    earlier.url.tls() == url.tls() && earlier.url.authority().equals(url.authority());
            if (sameServer && url.path().startsWith(earlier.url.path())) {
                call.warning(
                        call.place(),
                        url + " begins with " + earlier.url + " in line " + earlier.place.line()
                                + ", so it is the same member; this line and its parameters are ignored, as in httpd");
                return;
            }
        }
        MemberDraft member = new MemberDraft(call.place(), url);
        apply(call, member);
        balancer.members.add(member);
    }

    private static void apply(HttpdCall call, MemberDraft member) {
        for (HttpdWord word : call.arguments()) {
            if (word.isParameter()) {
                HttpdParameter.apply(MemberParameters.ROWS, "Worker", word, member, call.report());
            }
        }
    }

    private static void set(HttpdCall call) {
        if (call.scope() instanceof HttpdScope.Proxy proxy) {
            BalancerUrl around = proxy.balancer()
                    .orElseThrow(() -> new IllegalArgumentException("inside <Proxy " + proxy.pattern()
                            + "> is not carried out yet; use <Proxy balancer://NAME>"));
            parameters(call, call.arguments(), call.server().balancer(around.name(), call.place()));
            return;
        }
        String url = call.word(0);
        List<HttpdWord> rest = call.arguments().subList(1, call.arguments().size());
        if (BalancerUrl.is(url)) {
            BalancerDraft balancer =
                    call.server().knownBalancer(BalancerUrl.parse(url).name());
            if (balancer == null) {
                throw new IllegalArgumentException("ProxySet can not find '" + url + "' Balancer.");
            }
            parameters(call, rest, balancer);
            return;
        }
        MemberUrl wanted = MemberUrl.parse(url);
        MemberDraft member = call.draft().servers().stream()
                .flatMap(server -> server.balancers.values().stream())
                .flatMap(balancer -> balancer.members.stream())
                .filter(m -> m.url.equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("ProxySet can not find '" + url + "' Worker."));
        apply(call, member);
    }

    /** Applies balancer parameters; a word that is none is an error. */
    static void parameters(HttpdCall call, List<HttpdWord> words, BalancerDraft balancer) {
        for (HttpdWord word : words) {
            if (word.isParameter()) {
                balancer.apply(word, call.report());
            } else {
                call.error(word.place(), "Parameter must be in the form 'key=value', not '" + word.text() + "'");
            }
        }
    }
}
