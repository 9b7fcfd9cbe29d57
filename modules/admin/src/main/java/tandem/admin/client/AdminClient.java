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
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tandem.admin.json.ExplanationJson;
import tandem.admin.json.ReportJson;
import tandem.admin.json.StatusReader;
import tandem.core.config.MemberFlag;
import tandem.core.port.NodeControl.Drill;
import tandem.core.port.NodeControl.MemberCommand;
import tandem.core.port.Ownership.Switchover;
import tandem.core.routing.Explanation;
import tandem.core.setting.SettingKey;
import tandem.core.status.PairStatus;
import tandem.core.status.TakeoverReport;

/** Asks one node's admin API. Every call blocks for at most 65 seconds, that for the status for at most 10. Any thread. */
public final class AdminClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration STATUS = Duration.ofSeconds(10);

    /** Longer than the node itself waits for a switchover. */
    private static final Duration COMMAND = Duration.ofSeconds(65);

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final URI base;
    private final HttpClient http;

    /**
     * A client of the node there.
     *
     * @param base such as {@code http://127.0.0.1:9990}
     * @throws IllegalArgumentException with a sentence for the operator if it is not an http URL with a host
     */
    public AdminClient(URI base) {
        if (!"http".equals(base.getScheme()) || base.getHost() == null) {
            throw new IllegalArgumentException(
                    "'" + base + "' is not an address of an admin listener, such as http://127.0.0.1:9990");
        }
        this.base = base;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
    }

    /** The node's status, and the JSON it came as. */
    public Reply<Snapshot> status() {
        return send(
                request("/api/v1/status", STATUS).GET(),
                body -> StatusReader.read(body).map(status -> new Snapshot(status, body)));
    }

    /**
     * Changes or clears a member's setting.
     *
     * @param author who asks; empty lets the node name the caller's address
     * @param comment why; may be empty
     * @return the node's sentence
     */
    public Reply<String> member(SettingKey key, MemberCommand command, String author, String comment) {
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
        put(body, "author", author);
        put(body, "comment", comment);
        return post("/api/v1/members/" + encoded(key.balancer()) + "/" + encoded(key.member()), body);
    }

    /**
     * Changes a balancer's setting.
     *
     * @param values what is set; empty: back to the file's values
     * @param author who asks; empty lets the node name the caller's address
     * @param comment why; may be empty
     * @return the node's sentence
     */
    public Reply<String> balancer(String name, Map<String, String> values, String author, String comment) {
        ObjectNode body = MAPPER.createObjectNode();
        if (values.isEmpty()) {
            body.put("clear", true);
        } else {
            ArrayNode pairs = body.putArray("set");
            values.forEach((key, value) -> pairs.add(key + "=" + value));
        }
        put(body, "author", author);
        put(body, "comment", comment);
        return post("/api/v1/balancers/" + encoded(name), body);
    }

    /** Moves virtual addresses on purpose. */
    public Reply<String> switchover(Switchover asked) {
        ObjectNode body = MAPPER.createObjectNode();
        asked.group().ifPresent(group -> body.put("group", group));
        asked.to().ifPresent(node -> body.put("to", node));
        if (asked.force()) {
            body.put("force", true);
        }
        return post("/api/v1/switchover", body);
    }

    /** Lets the node hold no virtual address until maintenance is off; author and comment may be empty. */
    public Reply<String> maintenance(boolean on, String author, String comment) {
        ObjectNode body = MAPPER.createObjectNode();
        body.put("state", on ? "on" : "off");
        put(body, "author", author);
        put(body, "comment", comment);
        return post("/api/v1/maintenance", body);
    }

    /** Reads the configuration again. */
    public Reply<String> reload() {
        return post("/api/v1/reload", MAPPER.createObjectNode());
    }

    /**
     * Where a request would go, and why.
     *
     * @param cookies its Cookie field; may be empty
     * @param client its client's address; empty: this machine's
     */
    public Reply<Explanation> explain(String url, String cookies, String client) {
        String query = "?url=" + encoded(url) + "&cookie=" + encoded(cookies) + "&client=" + encoded(client);
        return send(request("/api/v1/explain" + query, STATUS).GET(), ExplanationJson::read);
    }

    /** The newest reports of takeovers by this node, newest last; metrics listeners answer this too. */
    public Reply<List<TakeoverReport>> reports() {
        return send(request("/api/v1/reports", STATUS).GET(), ReportJson::readList);
    }

    /** Does the node a harm; it may be gone before it answers. */
    public Reply<String> drill(Drill drill) {
        ObjectNode body = MAPPER.createObjectNode();
        body.put("fault", drill.fault().word());
        body.put("seconds", drill.seconds());
        return post("/api/v1/drill", body);
    }

    @Override
    public void close() {
        http.close();
    }

    /**
     * A status as it was received.
     *
     * @param json exactly what the node sent
     */
    public record Snapshot(PairStatus status, String json) {}

    private static void setting(ObjectNode body, Set<MemberFlag> flags) {
        if (flags.isEmpty()) {
            body.put("setting", "enabled");
            return;
        }
        ArrayNode setting = body.putArray("setting");
        flags.stream().sorted().map(MemberFlag::word).forEach(setting::add);
    }

    private static void put(ObjectNode body, String field, String value) {
        if (!value.isEmpty()) {
            body.put(field, value);
        }
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path, Duration patience) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(patience).header("Accept", "application/json");
    }

    private Reply<String> post(String path, ObjectNode body) {
        return send(
                request(path, COMMAND)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString())),
                text -> field(text, "sentence"));
    }

    private <T> Reply<T> send(HttpRequest.Builder request, Function<String, Optional<T>> read) {
        HttpResponse<String> response;
        try {
            response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (ConnectException | HttpConnectTimeoutException e) {
            return new Reply.Unreachable<>("no node answers at " + base + "; is it running, and is this its admin"
                    + " listener? --admin URL names another");
        } catch (HttpTimeoutException e) {
            return new Reply.Unreachable<>(
                    "the node at " + base + " was asked and did not answer in time; its log may say why");
        } catch (IOException e) {
            return new Reply.Unreachable<>("the connection to " + base + " broke: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reply.Unreachable<>("interrupted while waiting for " + base);
        }
        return reply(response, read);
    }

    private <T> Reply<T> reply(HttpResponse<String> response, Function<String, Optional<T>> read) {
        int status = response.statusCode();
        if (status == 200) {
            return read.apply(response.body())
                    .<Reply<T>>map(Reply.Answer::new)
                    .orElseGet(() -> new Reply.Unreachable<>(
                            "what answers at " + base + " is not a Tandem admin listener of this version"));
        }
        String sentence = field(response.body(), "detail").orElse("the node answered " + status);
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
