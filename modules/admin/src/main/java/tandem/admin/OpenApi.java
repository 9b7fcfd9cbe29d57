package tandem.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The API as an OpenAPI 3.1 document, made from {@link ApiOperation#ALL} and the schemas in {@code openapi-schemas.json}. A test
 * compares both with what the listener answers.
 */
final class OpenApi {
    private static final String PATH = Api.PREFIX + "openapi.json";

    /** How it can be shown who asks, beside not at all, where the configuration asks nobody. */
    private static final List<String> SCHEMES = List.of("token", "session", "certificate");

    private OpenApi() {}

    /** Adds the path that serves the document. */
    static Router addTo(Router router, String version) {
        byte[] document = write(version).getBytes(StandardCharsets.UTF_8);
        return router.at("GET", PATH, exchange -> Responses.send(exchange, StatusCodes.OK, Responses.JSON, document));
    }

    /** The document as indented JSON. */
    static String write(String version) {
        ObjectNode root = object();
        root.put("openapi", "3.1.0");
        ObjectNode info = root.putObject("info");
        info.put("title", "Tandem admin API");
        info.put("version", version);
        info.put(
                "description",
                "What operators and programs ask of one node; docs/reference/api.md says more. Every refusal is a problem"
                        + " (RFC 9457).");
        info.putObject("license").put("name", "Apache-2.0").put("identifier", "Apache-2.0");
        root.putArray("servers").addObject().put("url", "http://127.0.0.1:9990");
        ArrayNode security = root.putArray("security");
        SCHEMES.forEach(scheme -> security.addObject().putArray(scheme));
        security.addObject();
        ObjectNode paths = root.putObject("paths");
        ApiOperation.ALL.forEach(operation -> {
            ObjectNode path = paths.has(operation.path())
                    ? (ObjectNode) paths.get(operation.path())
                    : paths.putObject(operation.path());
            path.set(operation.method().toLowerCase(Locale.ROOT), operation(operation));
        });
        root.set("components", schemas());
        return root.toPrettyString() + "\n";
    }

    private static ObjectNode operation(ApiOperation operation) {
        ObjectNode json = object();
        json.put("operationId", operation.id());
        json.put("summary", operation.summary());
        if (operation.open()) {
            json.putArray("security");
        } else {
            json.put("x-tandem-role", operation.role().word());
        }
        ArrayNode parameters = object().putArray("parameters");
        pathParameters(operation.path()).forEach(parameters::add);
        operation.parameters().forEach(name -> parameters.add(object().put("$ref", "#/components/parameters/" + name)));
        if (!parameters.isEmpty()) {
            json.set("parameters", parameters);
        }
        if (!operation.body().isEmpty()) {
            ObjectNode body = json.putObject("requestBody");
            content(body, Responses.JSON, operation.body());
        }
        ObjectNode responses = json.putObject("responses");
        ObjectNode ok = responses.putObject("200").put("description", "as asked");
        content(ok, operation.type(), operation.answer());
        for (int code : operation.allRefusals()) {
            ObjectNode refusal = responses.putObject(String.valueOf(code)).put("description", reason(code));
            content(
                    refusal,
                    operation.text() ? "text/plain" : Responses.PROBLEM,
                    operation.text() ? "Text" : "Problem");
        }
        return json;
    }

    private static List<ObjectNode> pathParameters(String path) {
        return Pattern.compile("\\{(\\w+)}")
                .matcher(path)
                .results()
                .map(name -> {
                    ObjectNode parameter = object();
                    parameter.put("name", name.group(1));
                    parameter.put("in", "path");
                    parameter.put("required", true);
                    parameter.putObject("schema").put("type", "string");
                    return parameter;
                })
                .toList();
    }

    private static void content(ObjectNode parent, String type, String schema) {
        parent.putObject("content").putObject(type).putObject("schema").put("$ref", "#/components/schemas/" + schema);
    }

    private static String reason(int code) {
        return code == Responses.MISDIRECTED_REQUEST ? "Misdirected Request" : StatusCodes.getReason(code);
    }

    private static ObjectNode schemas() {
        try (InputStream in = OpenApi.class.getResourceAsStream("openapi-schemas.json")) {
            if (in == null) {
                throw new IllegalStateException("the jar of admin lacks openapi-schemas.json");
            }
            return (ObjectNode) new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException("openapi-schemas.json in the jar of admin could not be read", e);
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
