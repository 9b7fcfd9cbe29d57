package tandem.admin.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import tandem.admin.json.ApplyJson;
import tandem.admin.json.ConfigJson;
import tandem.admin.json.EventJson;
import tandem.admin.json.EventJson.EventPage;
import tandem.admin.json.ExplanationJson;
import tandem.admin.json.ReportJson;
import tandem.admin.json.StatusReader;
import tandem.core.apply.ApplyStatus;
import tandem.core.apply.Proposal;
import tandem.core.config.MemberFlag;
import tandem.core.port.NodeControl.Apply;
import tandem.core.port.NodeControl.Drill;
import tandem.core.port.NodeControl.MemberCommand;
import tandem.core.port.NodeControl.Order;
import tandem.core.port.Ownership.Switchover;
import tandem.core.routing.Explanation;
import tandem.core.setting.SettingKey;
import tandem.core.status.ConfigComparison;
import tandem.core.status.PairStatus;
import tandem.core.status.TakeoverReport;
import tandem.core.text.Durations;

/** Asks one node's admin API. Every call blocks for at most 65 seconds, that for the status for at most 10. Any thread. */
public final class AdminClient implements AutoCloseable {
    private static final Duration STATUS = Duration.ofSeconds(10);

    /** Longer than the node itself waits for a switchover. */
    private static final Duration COMMAND = Duration.ofSeconds(65);

    private static final String SWITCHOVER = "/api/v1/switchover";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final URI base;
    private final Transport transport;
    private final Optional<String> token;

    /**
     * A client of the node there.
     *
     * @throws IllegalArgumentException with a sentence for the operator if a file that it names cannot be used
     */
    public AdminClient(AdminAddress address) {
        this.base = address.uri();
        this.token = address.token();
        this.transport = address.open();
    }

    /**
     * A client of the node there, where nobody is asked who he is.
     *
     * @param base such as {@code http://127.0.0.1:9990}
     * @throws IllegalArgumentException with a sentence for the operator if it is no such address
     */
    public AdminClient(URI base) {
        this(AdminAddress.of(base));
    }

    /** The node's status, and the JSON it came as. */
    public Reply<Snapshot> status() {
        return send(
                Ask.get("/api/v1/status", STATUS),
                body -> StatusReader.read(body).map(status -> new Snapshot(status, body)));
    }

    /**
     * Changes or clears a member's setting.
     *
     * @param by who asks, an empty author lets the node name the caller's address; why; for how long
     * @return the node's sentence
     */
    public Reply<String> member(SettingKey key, MemberCommand command, Order by) {
        ObjectNode body = MAPPER.createObjectNode();
        if (command.equals(MemberCommand.CLEAR)) {
            body.put("clear", true);
        }
        switch (command.presence()) {
            case ADD -> body.put("add", true);
            case REMOVE -> body.put("remove", true);
            case AS_IS -> {
                // a change of what there is
            }
        }
        if (!command.values().isEmpty()) {
            ArrayNode pairs = body.putArray("set");
            command.values().forEach((name, value) -> pairs.add(name + "=" + value));
        }
        command.flags().ifPresent(flags -> setting(body, flags));
        command.weight().ifPresent(weight -> body.put("weight", weight.toString()));
        put(body, by);
        return post("/api/v1/members/" + encoded(key.balancer()) + "/" + encoded(key.member()), body, by.revision());
    }

    /**
     * Changes a balancer's setting.
     *
     * @param values what is set; empty: back to the file's values
     * @param by as for members
     * @return the node's sentence
     */
    public Reply<String> balancer(String name, Map<String, String> values, Order by) {
        ObjectNode body = MAPPER.createObjectNode();
        if (values.isEmpty()) {
            body.put("clear", true);
        } else {
            ArrayNode pairs = body.putArray("set");
            values.forEach((key, value) -> pairs.add(key + "=" + value));
        }
        put(body, by);
        return post("/api/v1/balancers/" + encoded(name), body, by.revision());
    }

    /** Moves virtual addresses on purpose; the author may be empty. */
    public Reply<String> switchover(Switchover asked, String author) {
        ObjectNode body = body(asked);
        put(body, "author", author);
        return post(SWITCHOVER, body);
    }

    /** What speaks against it; moves nothing. */
    public Reply<String> preflight(Switchover asked) {
        return post(SWITCHOVER, body(asked).put("check", true));
    }

    private static ObjectNode body(Switchover asked) {
        ObjectNode body = MAPPER.createObjectNode();
        asked.group().ifPresent(group -> body.put("group", group));
        asked.to().ifPresent(node -> body.put("to", node));
        if (asked.force()) {
            body.put("force", true);
        }
        return body;
    }

    /** Lets the node hold no virtual address until maintenance is off; author and comment may be empty. */
    public Reply<String> maintenance(boolean on, String author, String comment) {
        ObjectNode body = MAPPER.createObjectNode();
        body.put("state", on ? "on" : "off");
        put(body, "author", author);
        put(body, "comment", comment);
        return post("/api/v1/maintenance", body);
    }

    /** Lets everybody who was locked out log in again. */
    public Reply<String> unlock() {
        return post("/api/v1/unlock", MAPPER.createObjectNode());
    }

    /** Reads the configuration again; the author may be empty. */
    public Reply<String> reload(String author) {
        return post("/api/v1/reload", by(author));
    }

    /** Puts a configuration into force on all nodes, on trial; or says whether it could be. */
    public Reply<String> apply(Apply asked) {
        ObjectNode body = by(asked.author());
        body.put("text", asked.proposal().text());
        body.put("target", asked.proposal().target() == Proposal.Target.MAIN ? "main" : "httpd");
        put(body, "comment", asked.comment());
        body.put("trial", Durations.text(asked.trial()));
        Map.of("byHand", asked.byHand(), "force", asked.force(), "check", asked.check())
                .forEach((field, set) -> {
                    if (set) {
                        body.put(field, true);
                    }
                });
        return post("/api/v1/apply", body);
    }

    /**
     * Ends what {@link #apply} began.
     *
     * @param how {@code confirm}, {@code rollback} or {@code clear}
     */
    public Reply<String> endApply(String how, String author) {
        return post("/api/v1/apply/" + how, by(author));
    }

    /** What of an applied configuration is in force, and the JSON it came as. */
    public Reply<AppliedAnswer> applied() {
        return send(
                Ask.get("/api/v1/apply", STATUS),
                body -> ApplyJson.read(body).map(status -> new AppliedAnswer(status, body)));
    }

    /** What is in force beside what the file says, and the JSON it came as. */
    public Reply<ConfigAnswer> configuration() {
        return send(
                Ask.get("/api/v1/config", STATUS),
                body -> ConfigJson.read(body).map(config -> new ConfigAnswer(config, body)));
    }

    /** What the node answers at a path, as it came. */
    public Reply<String> text(String path) {
        return send(Ask.get(path, STATUS), Optional::of);
    }

    private static ObjectNode by(String author) {
        ObjectNode body = MAPPER.createObjectNode();
        put(body, "author", author);
        return body;
    }

    /**
     * Where a request would go, and why.
     *
     * @param cookies its Cookie field; may be empty
     * @param client its client's address; empty: this machine's
     */
    public Reply<Explanation> explain(String url, String cookies, String client) {
        String query = "?url=" + encoded(url) + "&cookie=" + encoded(cookies) + "&client=" + encoded(client);
        return send(Ask.get("/api/v1/explain" + query, STATUS), ExplanationJson::read);
    }

    /** The newest reports of takeovers by this node, newest last; metrics listeners answer this too. */
    public Reply<List<TakeoverReport>> reports() {
        return send(Ask.get("/api/v1/reports", STATUS), ReportJson::readList);
    }

    /** What happened on whichever node after the event of this id, and the JSON it came as; an empty id: everything. */
    public Reply<Events> events(String after) {
        return send(
                Ask.get("/api/v1/events?after=" + encoded(after), STATUS),
                body -> EventJson.readPage(body).map(page -> new Events(page, body)));
    }

    /** Does the node a harm; it may be gone before it answers. The author may be empty. */
    public Reply<String> drill(Drill drill, String author) {
        ObjectNode body = by(author);
        body.put("fault", drill.fault().word());
        body.put("seconds", drill.seconds());
        return post("/api/v1/drill", body);
    }

    @Override
    public void close() {
        transport.close();
    }

    /**
     * A status as it was received.
     *
     * @param json exactly what the node sent
     */
    public record Snapshot(PairStatus status, String json) {}

    /**
     * Events as they were received.
     *
     * @param json exactly what the node sent
     */
    public record Events(EventPage page, String json) {}

    /**
     * What is applied, as it was received.
     *
     * @param json exactly what the node sent
     */
    public record AppliedAnswer(ApplyStatus status, String json) {}

    /**
     * Configurations as they were received.
     *
     * @param json exactly what the node sent
     */
    public record ConfigAnswer(ConfigComparison comparison, String json) {}

    private static void setting(ObjectNode body, Set<MemberFlag> flags) {
        if (flags.isEmpty()) {
            body.put("setting", "enabled");
            return;
        }
        ArrayNode setting = body.putArray("setting");
        flags.stream().sorted().map(MemberFlag::word).forEach(setting::add);
    }

    private static void put(ObjectNode body, Order by) {
        put(body, "author", by.author());
        put(body, "comment", by.comment());
        if (!by.lasts().isZero()) {
            body.put("for", Durations.text(by.lasts()));
        }
    }

    private static void put(ObjectNode body, String field, String value) {
        if (!value.isEmpty()) {
            body.put(field, value);
        }
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Reply<String> post(String path, ObjectNode body) {
        return post(path, body, OptionalLong.empty());
    }

    private Reply<String> post(String path, ObjectNode body, OptionalLong revision) {
        Ask ask = Ask.post(path, body.toString(), COMMAND);
        return send(
                revision.isPresent() ? ask.with("If-Match", "\"" + revision.getAsLong() + "\"") : ask,
                text -> field(text, "sentence"));
    }

    private <T> Reply<T> send(Ask ask, Function<String, Optional<T>> read) {
        Transport.Answer answer;
        try {
            answer = transport.send(token.isPresent() ? ask.with("Authorization", "Bearer " + token.get()) : ask);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            return new Reply.Unreachable<>("no node answers at " + base + "; is it running, and is this its admin"
                    + " listener? --admin URL names another");
        } catch (HttpTimeoutException e) {
            return new Reply.Unreachable<>(
                    "the node at " + base + " was asked and did not answer in time; its log may say why");
        } catch (SSLException e) {
            return new Reply.Unreachable<>("the TLS of " + base + " cannot be used: " + e.getMessage()
                    + "; --ca FILE names who signed the node's certificate, --cert and --key what is shown to it");
        } catch (IOException e) {
            return new Reply.Unreachable<>("the connection to " + base + " broke: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reply.Unreachable<>("interrupted while waiting for " + base);
        }
        return reply(answer, read);
    }

    private <T> Reply<T> reply(Transport.Answer answer, Function<String, Optional<T>> read) {
        int status = answer.status();
        if (status == 200) {
            return read.apply(answer.body())
                    .<Reply<T>>map(Reply.Answer::new)
                    .orElseGet(() -> new Reply.Unreachable<>(
                            "what answers at " + base + " is not a Tandem admin listener of this version"));
        }
        String sentence = field(answer.body(), "detail").orElse("the node answered " + status);
        return new Reply.Problem<>(status, sentence);
    }

    private static Optional<String> field(String json, String name) {
        try {
            JsonNode tree = MAPPER.readTree(json);
            return tree == null
                    ? Optional.empty()
                    : Optional.ofNullable(tree.path(name).textValue());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
