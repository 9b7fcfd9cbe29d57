package tandem.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Grafana dashboard's queries as Prometheus gets them: with the values of Grafana's variables. */
final class Dashboard {
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), *([a-z_]+)\\)");
    private static final Map<String, String> VARIABLES =
            Map.of("$__rate_interval", "1m", "$cluster", "shop", "$node", ".*", "$balancer", ".*");

    private Dashboard() {}

    /** Expressions by where they stand, such as {@code Duration A}. */
    static Map<String, String> queries() {
        JsonNode root = read();
        Map<String, String> queries = new LinkedHashMap<>();
        for (JsonNode panel : root.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                String place = panel.path("title").asText() + " "
                        + target.path("refId").asText();
                queries.put(place, filled(target.path("expr").asText()));
            }
        }
        for (JsonNode annotation : root.path("annotations").path("list")) {
            queries.put(
                    "annotation " + annotation.path("name").asText(),
                    filled(annotation.path("expr").asText()));
        }
        for (JsonNode variable : root.path("templating").path("list")) {
            Matcher values = LABEL_VALUES.matcher(variable.path("definition").asText());
            if (values.matches()) {
                queries.put(
                        "variable " + variable.path("name").asText(),
                        filled("count by (" + values.group(2) + ") (" + values.group(1) + ")"));
            }
        }
        return queries;
    }

    private static String filled(String expression) {
        String filled = expression;
        for (Map.Entry<String, String> variable : VARIABLES.entrySet()) {
            filled = filled.replace(variable.getKey(), variable.getValue());
        }
        if (filled.contains("$")) {
            throw new IllegalStateException("a variable that the dashboard does not have: " + expression);
        }
        return filled;
    }

    private static JsonNode read() {
        try {
            return new ObjectMapper()
                    .readTree(Distribution.file("deploy/grafana/tandem.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
