package tandem.admin;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tandem.admin.json.StatusJson;
import tandem.core.port.NodeControl;
import tandem.core.port.NodeControl.MemberCommand;
import tandem.core.port.NodeControl.Order;
import tandem.core.port.Outcome;
import tandem.core.setting.ClosingValues;
import tandem.core.setting.SettingKey;
import tandem.core.status.BalancerStatus;
import tandem.core.status.MemberStatus;

/**
 * {@code /api/v1/members/…} and {@code /api/v1/balancers/…}: operators' settings. The revision of a setting is its entity tag, so
 * that {@code If-Match} keeps one operator from undoing what another did meanwhile.
 */
final class SettingsApi {
    private static final String MEMBERS = Api.PREFIX + "members/";
    private static final String BALANCERS = Api.PREFIX + "balancers/";

    private final NodeControl control;

    SettingsApi(NodeControl control) {
        this.control = control;
    }

    /** Adds the paths. */
    Router addTo(Router router, CommandHandler commands) {
        return router.under("GET", MEMBERS, Router.onWorker(this::showMember))
                .under("POST", MEMBERS, commands.of(this::member))
                .under("GET", BALANCERS, Router.onWorker(this::showBalancer))
                .under("POST", BALANCERS, commands.of(this::balancer));
    }

    private void showMember(HttpServerExchange exchange) {
        List<BalancerStatus> balancers = control.status().balancers();
        switch (MemberTarget.find(below(exchange, MEMBERS), balancers, false)) {
            case MemberTarget.Missing missing -> Responses.problem(exchange, StatusCodes.NOT_FOUND, missing.sentence());
            case MemberTarget.Found(SettingKey key) -> {
                EntityTag.show(exchange, tag(key));
                MemberStatus member = balancers.stream()
                        .flatMap(balancer -> balancer.members().stream())
                        .filter(shown -> shown.id().equals(key.toString()))
                        .findFirst()
                        .orElseThrow();
                Responses.send(exchange, StatusCodes.OK, Responses.JSON, StatusJson.write(member));
            }
        }
    }

    private void showBalancer(HttpServerExchange exchange) {
        String name = balancerName(exchange);
        Optional<BalancerStatus> balancer = control.status().balancers().stream()
                .filter(shown -> shown.name().equals(name))
                .findFirst();
        if (balancer.isEmpty()) {
            noBalancer(exchange, name);
            return;
        }
        EntityTag.show(exchange, tag(SettingKey.ofBalancer(name)));
        Responses.send(exchange, StatusCodes.OK, Responses.JSON, StatusJson.write(balancer.get()));
    }

    private void member(HttpServerExchange exchange, byte[] bytes) throws JsonBody.BadBody {
        List<String> wanted = EntityTag.wanted(exchange);
        MemberRequest request = MemberRequest.parse(bytes, Caller.of(exchange));
        MemberTarget target = MemberTarget.find(
                below(exchange, MEMBERS),
                control.status().balancers(),
                request.command().presence() == MemberCommand.Presence.ADD
                        || request.command().equals(MemberCommand.CLEAR));
        switch (target) {
            case MemberTarget.Missing missing -> Responses.problem(exchange, StatusCodes.NOT_FOUND, missing.sentence());
            case MemberTarget.Found(SettingKey key) -> {
                Order by = request.by().forRevision(revision(wanted, key));
                settled(exchange, "member " + key, key, by, control.member(key, request.command(), by));
            }
        }
    }

    private void balancer(HttpServerExchange exchange, byte[] bytes) throws JsonBody.BadBody {
        List<String> wanted = EntityTag.wanted(exchange);
        String name = balancerName(exchange);
        JsonBody body = JsonBody.parse(bytes, Set.of("set", "clear", "comment", "author", "for"));
        Map<String, String> values = MemberRequest.values(body);
        if (values.isEmpty() != body.flag("clear")) {
            throw new JsonBody.BadBody("give either set, such as {\"set\": \"policy=bybusyness\"}, or clear");
        }
        if (control.table().balancers().get(name) == null) {
            noBalancer(exchange, name);
            return;
        }
        SettingKey key = ClosingValues.key(name, values);
        Order by = MemberRequest.order(body, Caller.of(exchange)).forRevision(revision(wanted, key));
        settled(exchange, "balancer " + name, key, by, control.balancer(name, values, by));
    }

    /** The one revision that the command is for; empty: whichever there is. */
    private OptionalLong revision(List<String> wanted, SettingKey key) {
        if (!EntityTag.given(wanted)) {
            return OptionalLong.empty();
        }
        long now = control.table().settings().revision(key);
        // One that no setting can have is a sure way to be refused.
        return OptionalLong.of(EntityTag.matches(wanted, String.valueOf(now)) ? now : -1);
    }

    private void settled(HttpServerExchange exchange, String command, SettingKey key, Order by, Outcome outcome) {
        boolean outdated = by.revision().isPresent()
                && by.revision().getAsLong() != control.table().settings().revision(key);
        if (outcome instanceof Outcome.Refused refused && outdated) {
            Responses.problem(exchange, StatusCodes.PRECONDITION_FAILED, refused.sentence());
            return;
        }
        EntityTag.show(exchange, tag(key));
        Responses.outcome(exchange, command, by.author(), outcome);
    }

    private String tag(SettingKey key) {
        return String.valueOf(control.table().settings().revision(key));
    }

    private void noBalancer(HttpServerExchange exchange, String name) {
        Responses.problem(
                exchange,
                StatusCodes.NOT_FOUND,
                "there is no balancer '" + name + "'; there is "
                        + String.join(", ", control.table().balancers().keySet()));
    }

    private static String balancerName(HttpServerExchange exchange) {
        return URLDecoder.decode(below(exchange, BALANCERS).replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String below(HttpServerExchange exchange, String prefix) {
        return exchange.getRequestPath().substring(prefix.length());
    }
}
