package tandem.admin.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.regex.Pattern;

/** An answer of the API as YAML 1.2: the same fields, texts always in quotes, so that no version of YAML reads them as numbers. */
public final class YamlText {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z][A-Za-z0-9]*");
    private static final Pattern READ_AS_BOOLEAN = Pattern.compile("(?i)y|yes|n|no|on|off|true|false|null");

    private final StringBuilder text = new StringBuilder();

    private YamlText() {}

    /**
     * The document, its last line ended.
     *
     * @throws IllegalArgumentException if it is not JSON
     */
    public static String of(String json) {
        try {
            YamlText yaml = new YamlText();
            yaml.value(MAPPER.readTree(json), "");
            return yaml.text.toString();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("what is to be shown as YAML is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private void value(JsonNode node, String indent) {
        if (!node.isContainerNode() || node.isEmpty()) {
            text.append(node).append('\n');
        } else if (node.isArray()) {
            for (JsonNode element : node) {
                text.append(indent).append("-");
                below(element, indent + "  ");
            }
        } else {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                text.append(indent).append(key(field.getKey())).append(':');
                below(field.getValue(), indent + "  ");
            }
        }
    }

    private void below(JsonNode node, String indent) {
        boolean nested = node.isContainerNode() && !node.isEmpty();
        text.append(nested ? "\n" : " ");
        value(node, indent);
    }

    private static String key(String name) {
        return PLAIN_KEY.matcher(name).matches()
                        && !READ_AS_BOOLEAN.matcher(name).matches()
                ? name
                : new TextNode(name).toString();
    }
}
