package tandem.admin;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tandem.admin.json.StatusJson;
import tandem.core.port.NodeControl;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership.Switchover;
import tandem.core.status.GroupStatus;
import tandem.core.status.NodeStatus;
import tandem.core.status.PairStatus;
import tandem.core.text.NearestName;

/** {@code /api/v1/…}: the status, and the commands that change something. */
final class Api {
    static final String PREFIX = "/api/v1/";
    private static final int SWITCHOVER_SECONDS = 60;

    private final NodeControl control;

    Api(NodeControl control) {
        this.control = control;
    }

    /** Adds the paths. */
    Router addTo(Router router, CommandHandler commands) {
        return router.at("GET", PREFIX + "status", Router.onWorker(this::status))
                .at("POST", PREFIX + "switchover", commands.of(this::switchover))
                .at("POST", PREFIX + "maintenance", commands.of(this::maintenance))
                .at("POST", PREFIX + "drill", commands.of(this::drill))
                .at("POST", PREFIX + "reload", commands.of(this::reload));
    }

    private void status(HttpServerExchange exchange) {
        Responses.send(exchange, StatusCodes.OK, Responses.JSON, StatusJson.write(control.status()));
    }

    /** Names the configuration by which the answering node balances. */
    static String configHash(PairStatus status) {
        return status.nodes().stream()
                .filter(NodeStatus::self)
                .map(NodeStatus::configHash)
                .findFirst()
                .orElse("");
    }

    private void switchover(HttpServerExchange exchange, byte[] bytes) throws JsonBody.BadBody {
        JsonBody body = JsonBody.parse(bytes, Set.of("to", "group", "force", "check", "author"));
        Switchover asked = new Switchover(body.text("group"), body.text("to"), body.flag("force"));
        if (asked.to().isPresent()) {
            known("node", asked.to().get(), control.status().nodes().stream().map(NodeStatus::name));
        }
        if (asked.group().isPresent()) {
            known(
                    "group",
                    asked.group().get(),
                    control.status().groups().stream().map(GroupStatus::name));
        }
        String command =
                "switchover" + asked.group().map(group -> " of " + group).orElse("")
                        + asked.to().map(node -> " to " + node).orElse("");
        if (body.flag("check")) {
            Responses.outcome(exchange, control.preflight(asked));
        } else {
            String author = author(exchange, body);
            later(exchange, command, author, () -> control.switchover(asked, author));
        }
    }

    /** Who the body says asks; else where the question came from. */
    static String author(HttpServerExchange exchange, JsonBody body) throws JsonBody.BadBody {
        return Caller.of(exchange).author(body.text("author"));
    }

    private void maintenance(HttpServerExchange exchange, byte[] bytes) throws JsonBody.BadBody {
        JsonBody body = JsonBody.parse(bytes, Set.of("state", "author", "comment"));
        String state = body.text("state").orElse("");
        if (!state.equals("on") && !state.equals("off")) {
            throw new JsonBody.BadBody("'state' must be \"on\" or \"off\"");
        }
        String author = author(exchange, body);
        String comment = body.text("comment").orElse("");
        later(exchange, "maintenance " + state, author, () -> control.maintenance(state.equals("on"), author, comment));
    }

    /** Answers once what was asked for has moved the addresses. */
    private static void later(
            HttpServerExchange exchange, String command, String author, Supplier<CompletionStage<Outcome>> asked) {
        exchange.dispatch(
                SameThreadExecutor.INSTANCE,
                () -> asked.get()
                        .toCompletableFuture()
                        .copy()
                        .orTimeout(SWITCHOVER_SECONDS, TimeUnit.SECONDS)
                        .whenCompleteAsync(
                                (outcome, failure) -> moved(exchange, command, author, outcome, failure),
                                exchange.getConnection().getWorker()));
    }

    private static void known(String kind, String name, Stream<String> all) throws JsonBody.BadBody {
        List<String> names = all.toList();
        if (!names.contains(name)) {
            throw new JsonBody.BadBody("there is no " + kind + " '" + name + "'; "
                    + NearestName.to(name, names)
                            .map(near -> "did you mean '" + near + "'?")
                            .orElse("there is " + String.join(", ", names)));
        }
    }

    private static void moved(
            HttpServerExchange exchange,
            String command,
            String author,
            @Nullable Outcome outcome,
            @Nullable Throwable failure) {
        if (failure instanceof TimeoutException) {
            Responses.problem(
                    exchange,
                    StatusCodes.GATEWAY_TIME_OUT,
                    "the switchover has not ended within " + SWITCHOVER_SECONDS + " s; look at the status");
        } else if (outcome == null) {
            Router.failed(exchange, failure == null ? new IllegalStateException("no outcome") : failure);
        } else {
            Responses.outcome(exchange, command, author, outcome);
        }
    }

    private void reload(HttpServerExchange exchange, byte[] bytes) throws JsonBody.BadBody {
        String author = author(exchange, JsonBody.parse(bytes, Set.of("author")));
        List<String> wanted = EntityTag.wanted(exchange);
        String now = configHash(control.status());
        if (!EntityTag.matches(wanted, now)) {
            Responses.problem(
                    exchange,
                    StatusCodes.PRECONDITION_FAILED,
                    "configuration " + now
                            + " is in force by now: somebody reloaded meanwhile; look at it and ask again");
            return;
        }
        Outcome outcome = control.reload(author);
        EntityTag.show(exchange, configHash(control.status()));
        Responses.outcome(exchange, "reload", author, outcome);
    }

    private void drill(HttpServerExchange exchange, byte[] bytes) throws JsonBody.BadBody {
        JsonBody body = JsonBody.parse(bytes, Set.of("fault", "seconds", "author"));
        NodeControl.Drill drill = DrillRequest.read(body);
        String author = author(exchange, body);
        Responses.outcome(exchange, "drill " + drill.fault().word(), author, control.drill(drill, author));
    }
}
