package tandem.admin;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.admin.json.ApplyJson;
import tandem.core.apply.ApplyAsk;
import tandem.core.apply.ApplyStatus;
import tandem.core.apply.Proposal;
import tandem.core.port.NodeControl;
import tandem.core.text.Durations;

/**
 * {@code /api/v1/apply}: a configuration for all nodes, on trial first. The hash of the configuration in force is the entity tag, as
 * that of {@code /api/v1/config}.
 */
final class ApplyApi {
    /** A text of {@link Proposal#MOST_BYTES} as JSON, where each line break takes a byte more. */
    static final int MOST_BYTES = 1_000_000;

    private static final String PATH = Api.PREFIX + "apply";
    private static final String DEFAULT_TRIAL = "30s";

    private final NodeControl control;

    ApplyApi(NodeControl control) {
        this.control = control;
    }

    /** Adds the paths. */
    Router addTo(Router router, CommandHandler commands) {
        return router.at("GET", PATH, Router.onWorker(this::show))
                .at("POST", PATH, commands.of(this::apply, MOST_BYTES))
                .at("POST", PATH + "/confirm", commands.of((exchange, bytes) -> end(exchange, bytes, true)))
                .at("POST", PATH + "/rollback", commands.of((exchange, bytes) -> end(exchange, bytes, false)))
                .at("POST", PATH + "/clear", commands.of(this::clear));
    }

    private void show(HttpServerExchange exchange) {
        ApplyStatus applied = control.applied();
        EntityTag.show(exchange, Api.configHash(control.status()));
        Responses.send(exchange, StatusCodes.OK, Responses.JSON, ApplyJson.write(applied));
    }

    private void apply(HttpServerExchange exchange, byte[] bytes) throws JsonBody.BadBody {
        JsonBody body = JsonBody.parse(
                bytes, Set.of("text", "target", "author", "comment", "trial", "byHand", "force", "check"));
        String author = Api.author(exchange, body);
        List<String> wanted = EntityTag.wanted(exchange);
        String now = Api.configHash(control.status());
        if (!EntityTag.matches(wanted, now)) {
            Responses.problem(
                    exchange,
                    StatusCodes.PRECONDITION_FAILED,
                    "configuration " + now + " is in force by now; look at what changed and ask again");
            return;
        }
        NodeControl.Apply asked = new NodeControl.Apply(
                proposal(body),
                author,
                body.text("comment").orElse(""),
                trial(body.text("trial").orElse(DEFAULT_TRIAL)),
                body.flag("byHand"),
                body.flag("force"),
                body.flag("check"),
                EntityTag.given(wanted) ? Optional.of(now) : Optional.empty());
        Responses.outcome(exchange, asked.check() ? "apply, check alone" : "apply", author, control.apply(asked));
    }

    private static Proposal proposal(JsonBody body) throws JsonBody.BadBody {
        String target = body.text("target").orElse("main");
        if (!target.equals("main") && !target.equals("httpd")) {
            throw new JsonBody.BadBody("'target' must be \"main\" (the tandem.yaml) or \"httpd\" (the httpd.conf)");
        }
        String text =
                body.document("text").orElseThrow(() -> new JsonBody.BadBody("'text' is missing: the whole file"));
        try {
            return new Proposal(target.equals("main") ? Proposal.Target.MAIN : Proposal.Target.HTTPD, text);
        } catch (IllegalArgumentException e) {
            throw new JsonBody.BadBody(String.valueOf(e.getMessage()));
        }
    }

    private static Duration trial(String text) throws JsonBody.BadBody {
        try {
            Duration trial = Durations.parse(text);
            if (trial.compareTo(ApplyAsk.Terms.SHORTEST) >= 0 && trial.compareTo(ApplyAsk.Terms.LONGEST) <= 0) {
                return trial;
            }
        } catch (IllegalArgumentException e) {
            throw new JsonBody.BadBody("'trial': " + e.getMessage());
        }
        throw new JsonBody.BadBody("'trial' is " + text + "; 1s to 1h are allowed");
    }

    private void end(HttpServerExchange exchange, byte[] bytes, boolean keep) throws JsonBody.BadBody {
        String author = Api.author(exchange, JsonBody.parse(bytes, Set.of("author")));
        Responses.outcome(exchange, keep ? "apply confirm" : "apply rollback", author, control.endTrial(keep, author));
    }

    private void clear(HttpServerExchange exchange, byte[] bytes) throws JsonBody.BadBody {
        String author = Api.author(exchange, JsonBody.parse(bytes, Set.of("author")));
        Responses.outcome(exchange, "apply clear", author, control.clearApplied(author));
    }
}
