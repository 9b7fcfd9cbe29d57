package tandem.admin;

import io.undertow.io.Receiver;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.admin.json.StatusJson;
import tandem.core.port.NodeControl;
import tandem.core.port.NodeControl.MemberCommand;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership.Switchover;
import tandem.core.status.GroupStatus;
import tandem.core.status.NodeStatus;
import tandem.core.text.NearestName;

/** {@code /api/v1/…}: the status, and the commands that change something. */
final class Api {
    private static final Logger LOG = LoggerFactory.getLogger(Api.class);
    private static final String PREFIX = "/api/v1/";
    private static final String MEMBERS = PREFIX + "members/";
    private static final String BALANCERS = PREFIX + "balancers/";
    private static final int SWITCHOVER_SECONDS = 60;

    private final NodeControl control;

    Api(NodeControl control) {
        this.control = control;
    }

    /** Adds the paths. */
    Router addTo(Router router) {
        return router.at("GET", PREFIX + "status", Router.onWorker(this::status))
                .at("POST", PREFIX + "switchover", command(this::switchover))
                .at("POST", PREFIX + "maintenance", command(this::maintenance))
                .at("POST", PREFIX + "drill", command(this::drill))
                .at("POST", PREFIX + "reload", command(this::reload))
                .under("POST", MEMBERS, command(this::member))
                .under("POST", BALANCERS, command(this::balancer));
    }

    private void status(HttpServerExchange exchange) {
        Responses.send(exchange, StatusCodes.OK, Responses.JSON, StatusJson.write(control.status()));
    }

    private void member(HttpServerExchange exchange, byte[] bytes) throws JsonBody.BadBody {
        MemberRequest request = MemberRequest.parse(bytes, author(exchange));
        MemberTarget target = MemberTarget.find(
                exchange.getRequestPath().substring(MEMBERS.length()),
                control.status().balancers(),
                request.command().presence() == MemberCommand.Presence.ADD
                        || request.command().equals(MemberCommand.CLEAR));
        switch (target) {
            case MemberTarget.Missing missing -> Responses.problem(exchange, StatusCodes.NOT_FOUND, missing.sentence());
            case MemberTarget.Found found ->
                answer(
                        exchange,
                        "member " + found.key(),
                        request.author(),
                        control.member(found.key(), request.command(), request.author(), request.comment()));
        }
    }

    private void balancer(HttpServerExchange exchange, byte[] bytes) throws JsonBody.BadBody {
        String name = URLDecoder.decode(
                exchange.getRequestPath().substring(BALANCERS.length()).replace("+", "%2B"), StandardCharsets.UTF_8);
        JsonBody body = JsonBody.parse(bytes, Set.of("set", "clear", "comment", "author"));
        Map<String, String> values = MemberRequest.values(body);
        if (values.isEmpty() != body.flag("clear")) {
            throw new JsonBody.BadBody("give either set, such as {\"set\": \"policy=bybusyness\"}, or clear");
        }
        if (control.table().balancers().get(name) == null) {
            Responses.problem(
                    exchange,
                    StatusCodes.NOT_FOUND,
                    "there is no balancer '" + name + "'; there is "
                            + String.join(", ", control.table().balancers().keySet()));
            return;
        }
        String author = body.text("author").filter(text -> !text.isBlank()).orElseGet(() -> author(exchange));
        Outcome outcome =
                control.balancer(name, values, author, body.text("comment").orElse(""));
        answer(exchange, "balancer " + name, author, outcome);
    }

    private void switchover(HttpServerExchange exchange, byte[] bytes) throws JsonBody.BadBody {
        JsonBody body = JsonBody.parse(bytes, Set.of("to", "group", "force"));
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
        later(exchange, command, author(exchange), () -> control.switchover(asked));
    }

    private void maintenance(HttpServerExchange exchange, byte[] bytes) throws JsonBody.BadBody {
        JsonBody body = JsonBody.parse(bytes, Set.of("state", "author", "comment"));
        String state = body.text("state").orElse("");
        if (!state.equals("on") && !state.equals("off")) {
            throw new JsonBody.BadBody("'state' must be \"on\" or \"off\"");
        }
        String author = body.text("author").filter(text -> !text.isBlank()).orElse(author(exchange));
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
            answer(exchange, command, author, outcome);
        }
    }

    private void reload(HttpServerExchange exchange, byte[] bytes) throws JsonBody.BadBody {
        JsonBody.parse(bytes, Set.of());
        answer(exchange, "reload", author(exchange), control.reload());
    }

    private void drill(HttpServerExchange exchange, byte[] bytes) throws JsonBody.BadBody {
        NodeControl.Drill drill = DrillRequest.parse(bytes);
        answer(exchange, "drill " + drill.fault().word(), author(exchange), control.drill(drill, author(exchange)));
    }

    private static void answer(HttpServerExchange exchange, String command, String author, Outcome outcome) {
        switch (outcome) {
            case Outcome.Done done -> {
                LOG.info("{} by {}: {}", command, author, done.sentence());
                Responses.done(exchange, done.sentence());
            }
            case Outcome.Refused refused -> {
                LOG.info("{} by {} refused: {}", command, author, refused.sentence());
                Responses.problem(exchange, StatusCodes.CONFLICT, refused.sentence());
            }
        }
    }

    private static String author(HttpServerExchange exchange) {
        return exchange.getSourceAddress().getAddress().getHostAddress();
    }

    /** Takes the whole body, then runs the command on a worker. */
    private static HttpHandler command(Command command) {
        HttpHandler read = exchange -> {
            if (!json(exchange)) {
                Responses.problem(
                        exchange,
                        StatusCodes.UNSUPPORTED_MEDIA_TYPE,
                        "send the field Content-Type: application/json; it keeps other web pages from doing this");
                return;
            }
            Receiver receiver = exchange.getRequestReceiver();
            receiver.setMaxBufferSize(JsonBody.MAX_BYTES);
            receiver.receiveFullBytes(
                    (whole, bytes) -> whole.dispatch(() -> Router.guarded(ex -> run(command, ex, bytes), whole)),
                    Api::unreadable);
        };
        return new HttpContinueReadHandler(read);
    }

    private static void run(Command command, HttpServerExchange exchange, byte[] bytes) {
        try {
            command.run(exchange, bytes);
        } catch (JsonBody.BadBody e) {
            Responses.problem(exchange, StatusCodes.BAD_REQUEST, e.sentence());
        }
    }

    private static boolean json(HttpServerExchange exchange) {
        String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
        return type != null
                && type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT).equals(Responses.JSON);
    }

    /** Answers a body that is too large, or gives a client up that went away. */
    static void unreadable(HttpServerExchange exchange, IOException cause) {
        if (JsonBody.tooLarge(cause)) {
            Responses.problem(exchange, StatusCodes.REQUEST_ENTITY_TOO_LARGE, "the body is larger than is read here");
            return;
        }
        exchange.setPersistent(false);
        LOG.debug("{} went away while sending a body", author(exchange), cause);
        exchange.endExchange();
    }

    /** Something that a client asks for with a body; runs on a worker thread. */
    private interface Command {
        void run(HttpServerExchange exchange, byte[] body) throws JsonBody.BadBody;
    }
}
