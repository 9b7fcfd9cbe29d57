package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.core.Samples;
import tandem.core.config.AdminConfig;
import tandem.core.config.BalancerConfig;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.Settings;

/** The OpenAPI document beside what the listener does. */
class OpenApiTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final AdminCalls admin = new AdminCalls();
    private JsonNode document;

    @BeforeEach
    void read() throws Exception {
        BalancerConfig app = Samples.balancer(Samples.member("node1"));
        admin.node.table = RoutingTable.of(
                Samples.config(Map.of("mycluster", app), List.of(Samples.route("/", "mycluster"))),
                Settings.NONE,
                Map.of(),
                null);
        document = MAPPER.readTree(admin.get("/api/v1/openapi.json").body());
    }

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void the_committed_document_is_the_one_that_is_served_but_for_the_version() throws Exception {
        Golden.check(Path.of("../../docs/reference/openapi.json"), OpenApi.write("1"));
        assertThat(admin.get("/api/v1/openapi.json").body()).isEqualTo(OpenApi.write("0.1.0"));
    }

    @Test
    void every_route_of_the_listener_is_in_the_document_and_no_other() {
        Router router = new Probes("lb1", admin.node, admin.registry).addTo(new Router());
        AdminServer.api(
                router,
                "1",
                admin.node,
                new EventStream(admin.node, admin.registry),
                new Access(AdminConfig.DEFAULT, new SimpleMeterRegistry(), () -> 0));

        Set<String> documented = ApiOperation.ALL.stream()
                .map(operation -> operation.method() + " " + operation.path().replaceFirst("\\{.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented).isEqualTo(router.routes());
    }

    @Test
    void every_command_takes_the_fields_that_the_document_names_and_no_other() throws Exception {
        for (ApiOperation operation : ApiOperation.ALL) {
            if (operation.body().isEmpty()) {
                continue;
            }
            HttpResponse<String> refusal = admin.post(real(operation.path()), "{\"qqqqqqqqqqqqqqqqqqqq\": 1}");

            String known = Problems.detail(refusal).replaceFirst(".*(known are |this call takes none)", "");
            Set<String> taken = known.isEmpty() ? Set.of() : Set.of(known.split(", "));
            Set<String> named = new TreeSet<>();
            schema(operation.body()).path("properties").fieldNames().forEachRemaining(named::add);
            assertThat(named).as(operation.id()).isEqualTo(new TreeSet<>(taken));
        }
    }

    @Test
    void every_answer_has_the_fields_that_the_document_names_and_no_other() throws Exception {
        for (ApiOperation operation : ApiOperation.ALL) {
            if (operation.method().equals("GET") && operation.type().equals(Responses.JSON)) {
                String query = operation.id().equals("explain") ? "?url=http%3A%2F%2Fa%2F" : "";
                HttpResponse<String> answer = admin.get(real(operation.path()) + query);

                assertThat(answer.statusCode()).as(operation.id()).isEqualTo(200);
                fits(operation.id(), MAPPER.readTree(answer.body()), schema(operation.answer()));
            }
        }
        fits("problem", MAPPER.readTree(admin.get("/api/v1/nothing").body()), schema("Problem"));
        fits("done", MAPPER.readTree(admin.post("/api/v1/reload", "{}").body()), schema("Done"));
    }

    @Test
    void every_reference_leads_somewhere() {
        for (JsonNode reference : document.findValues("$ref")) {
            assertThat(document.at(reference.asText().substring(1)).isMissingNode())
                    .as(reference.asText())
                    .isFalse();
        }
    }

    private static String real(String path) {
        return path.replace("{balancer}", "mycluster").replace("{member}", "node1");
    }

    private JsonNode schema(String name) {
        return document.at("/components/schemas/" + name);
    }

    /** Follows the answer down; every field has a place in the schema. */
    private void fits(String where, JsonNode answer, JsonNode wanted) {
        JsonNode schema = resolved(wanted);
        if (schema.has("oneOf")) {
            schema.path("oneOf").forEach(one -> {
                if (resolved(one).path("type").asText().equals(answer.isNull() ? "null" : "object")) {
                    fits(where, answer, one);
                }
            });
        } else if (answer.isArray()) {
            answer.forEach(element -> fits(where + "[]", element, schema.path("items")));
        } else if (answer.isObject() && schema.has("properties")) {
            answer.properties().forEach(field -> {
                assertThat(schema.path("properties").has(field.getKey()))
                        .as(where + "." + field.getKey() + " is in the document")
                        .isTrue();
                fits(
                        where + "." + field.getKey(),
                        field.getValue(),
                        schema.path("properties").path(field.getKey()));
            });
        } else if (!answer.isObject()) {
            String type = schema.path("type").toString() + schema.path("enum");
            assertThat(type).as(where + " is " + answer).contains(kind(answer));
        }
    }

    private static String kind(JsonNode answer) {
        if (answer.isNull()) {
            return "null";
        }
        if (answer.isNumber()) {
            return answer.isIntegralNumber() ? "integer" : "number";
        }
        return answer.isBoolean() ? "boolean" : "";
    }

    private JsonNode resolved(JsonNode schema) {
        return schema.has("$ref") ? document.at(schema.path("$ref").asText().substring(1)) : schema;
    }
}
