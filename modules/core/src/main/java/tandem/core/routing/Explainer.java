package tandem.core.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tandem.core.balance.Balancer;
import tandem.core.balance.Choice;
import tandem.core.balance.Closure;
import tandem.core.balance.Member;
import tandem.core.balance.Schedule;
import tandem.core.balance.StickySession;
import tandem.core.config.ListenerConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.RouteConfig;
import tandem.core.routing.Explanation.Question;

/** Follows one request through a routing table, as a real one would go, and tells each decision. One use. */
final class Explainer {
    private final RoutingTable table;
    private final Question question;
    private final long nowNanos;
    private final List<String> why = new ArrayList<>();

    Explainer(RoutingTable table, Question question, long nowNanos) {
        this.table = table;
        this.question = question;
        this.nowNanos = nowNanos;
    }

    Explanation explain() {
        String listener = listener();
        RequestPath path;
        try {
            path = RequestPath.parse(question.target());
        } catch (RequestPath.BadPath e) {
            why.add("it is answered with 400: " + e.reason());
            return nowhere(listener);
        }
        String host = question.host().toLowerCase(Locale.ROOT);
        return switch (table.route(listener, host, path, new ExplainedFacts(question))) {
            case Routed.Answer answer -> {
                why.add("it is answered here with " + answer.status() + ": " + answer.reason());
                yield nowhere(listener);
            }
            case Routed.Manager manager -> {
                why.add("it is answered here by the balancer-manager at "
                        + manager.page().path());
                yield nowhere(listener);
            }
            case Routed.Forward forward -> forwarded(listener, forward);
        };
    }

    private Explanation nowhere(String listener) {
        return new Explanation(listener, "", "", "", "", "", why);
    }

    private String listener() {
        Map<String, ListenerConfig> listeners = table.config().listeners();
        for (Map.Entry<String, ListenerConfig> listener : listeners.entrySet()) {
            if (listener.getValue().listen().port() == question.port()) {
                why.add("it comes in by listener " + listener.getKey() + ", which has port " + question.port());
                return listener.getKey();
            }
        }
        String first = listeners.keySet().stream().findFirst().orElse("");
        why.add("no listener has port " + question.port() + "; taken for one that comes in by listener " + first);
        return first;
    }

    private Explanation forwarded(String listener, Routed.Forward forward) {
        RouteConfig route = forward.config();
        Balancer balancer = forward.balancer();
        String matched = route.pattern().orElse(route.path());
        why.add("route " + matched + " leads to balancer " + balancer.name() + ", whose member is asked for "
                + forward.path());
        route.balancer()
                .filter(first -> !first.equals(balancer.name()))
                .ifPresent(first -> why.add("balancer " + first + " shifts a part of its clients to " + balancer.name()
                        + ", and this is one of them"));
        Closure closure = balancer.closure();
        if (closure != null && !closure.admits(new ExplainedFacts(question))) {
            why.add("balancer " + balancer.name()
                    + " is closed for maintenance and lets in neither this client nor its cookies: 503");
            return new Explanation(listener, matched, balancer.name(), "", "", forward.path(), why);
        }
        String session = session(balancer);
        Choice choice = balancer.preview(session, balancer.key(new ExplainedFacts(question)), nowNanos);
        why.add(chosen(balancer, session, choice));
        for (Member member : balancer.members()) {
            why.add(member.id() + " is " + state(balancer, member));
        }
        return new Explanation(
                listener,
                matched,
                balancer.name(),
                session == null ? "" : session,
                choice instanceof Choice.Chosen it ? it.member().id() : "",
                forward.path(),
                why);
    }

    private @Nullable String session(Balancer balancer) {
        StickySession sticky = balancer.sticky();
        if (sticky == null) {
            why.add("balancer " + balancer.name() + " keeps no client with its member");
            return null;
        }
        String cookies = question.cookies();
        String session = sticky.route(question.target(), cookies.isEmpty() ? null : cookies);
        why.add(
                session == null
                        ? "it has no session of balancer " + balancer.name() + " that names a route"
                        : sticky.source(question.target(), cookies) + " names route " + session);
        return session;
    }

    private static String chosen(Balancer balancer, @Nullable String session, Choice choice) {
        return switch (choice) {
            case Choice.Refused refused -> "it is answered with 503: " + refused.reason();
            case Choice.Chosen it
            when it.redirected() ->
                it.member().id() + " takes it as the redirect of route " + session + ", whose member is not usable";
            case Choice.Chosen it
            when it.sticky() -> it.member().id() + " takes it, because route " + session + " is its";
            case Choice.Chosen it -> {
                String policy = balancer.config().policy().word();
                String lost = session == null ? "" : "no usable member has route " + session + ", so ";
                yield lost + it.member().id() + " takes it, because " + policy + " has it next";
            }
        };
    }

    private String state(Balancer balancer, Member member) {
        List<String> words = new ArrayList<>();
        words.add(
                member.flags().isEmpty()
                        ? "enabled"
                        : member.flags().stream().sorted().map(MemberFlag::word).collect(Collectors.joining(", ")));
        Schedule.Standing standing = balancer.schedule().standing(member);
        words.add("route "
                + (member.config().route().isEmpty() ? "none" : member.config().route()));
        words.add("weight " + member.weight());
        words.add("lbstatus " + standing.lbstatus());
        if (member.config().lbset() > 0) {
            words.add("lbset " + member.config().lbset());
        }
        if (member.address().isEmpty()) {
            words.add("down: its name does not resolve");
        }
        if (member.checkedDown()) {
            words.add("down by its health checks");
        }
        balancer.schedule()
                .error(member, nowNanos)
                .ifPresent(error -> words.add("in error: " + error.reason() + "; tried again in "
                        + Math.ceilDiv(error.retryIn().toMillis(), 1000) + " s"));
        balancer.schedule()
                .outliers()
                .finding(balancer, member, nowNanos)
                .ifPresent(finding -> words.add(finding.reason()));
        return String.join(", ", words);
    }
}
