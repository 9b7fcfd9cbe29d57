package tandem.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.io.Receiver;
import io.undertow.server.RequestTooBigException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.core.text.NearestName;

/**
 * A request's JSON object, read strictly: unknown and repeated fields are errors, and so is anything after it.
 * Every method throws {@link BadBody} with a sentence for the caller.
 */
record JsonBody(ObjectNode fields) {
    static final int MAX_BYTES = 64 * 1024;
    static final int MAX_TEXT = 500;
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Reads an object with no fields but these; no bytes at all are an empty object. */
    static JsonBody parse(byte[] bytes, Set<String> known) throws BadBody {
        if (bytes.length == 0) {
            return new JsonBody(JsonNodeFactory.instance.objectNode());
        }
        JsonNode tree;
        try {
            tree = MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            String where = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
            throw new BadBody("the body is not JSON: " + where + e.getOriginalMessage());
        } catch (IOException e) {
            throw new BadBody("the body is not JSON: " + e.getMessage());
        }
        if (!(tree instanceof ObjectNode object)) {
            throw new BadBody("the body must be one JSON object, such as {}");
        }
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw new BadBody("unknown field '" + name + "'; " + suggestion(name, known));
            }
        }
        return new JsonBody(object);
    }

    private static String suggestion(String name, Set<String> known) {
        return NearestName.to(name, known)
                .map(near -> "did you mean '" + near + "'?")
                .orElse(known.isEmpty() ? "this call takes none" : "known are " + String.join(", ", known));
    }

    /** Whether reading a body ended because it is larger than {@link #MAX_BYTES}. */
    static boolean tooLarge(IOException cause) {
        return cause instanceof RequestTooBigException || cause instanceof Receiver.RequestToLargeException;
    }

    /** A text without control characters, at most {@link #MAX_TEXT} long. */
    Optional<String> text(String field) throws BadBody {
        JsonNode node = fields.get(field);
        return node == null ? Optional.empty() : Optional.of(text(field, node));
    }

    /** A text of any length and with any character. */
    Optional<String> document(String field) throws BadBody {
        JsonNode node = fields.get(field);
        if (node != null && !node.isTextual()) {
            throw new BadBody("'" + field + "' must be a text");
        }
        return Optional.ofNullable(node).map(JsonNode::textValue);
    }

    /** One text or a list of texts; a lone text is a list of one. */
    Optional<List<String>> texts(String field) throws BadBody {
        JsonNode node = fields.get(field);
        if (node == null) {
            return Optional.empty();
        }
        if (!node.isArray()) {
            return Optional.of(List.of(text(field, node)));
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : node) {
            texts.add(text(field, element));
        }
        return Optional.of(texts);
    }

    /** A number, or a number as text. */
    Optional<String> number(String field) throws BadBody {
        JsonNode node = fields.get(field);
        return node != null && node.isNumber() ? Optional.of(node.asText()) : text(field);
    }

    /** Whether the field is there; its only value is true. */
    boolean flag(String field) throws BadBody {
        JsonNode node = fields.get(field);
        if (node == null) {
            return false;
        }
        if (!node.isBoolean()) {
            throw new BadBody("'" + field + "' must be true or false, not " + node);
        }
        return node.booleanValue();
    }

    private static String text(String field, JsonNode node) throws BadBody {
        if (!node.isTextual()) {
            throw new BadBody("'" + field + "' must be a text, not " + node);
        }
        String text = node.textValue();
        if (text.length() > MAX_TEXT) {
            throw new BadBody(
                    "'" + field + "' has " + text.length() + " characters; at most " + MAX_TEXT + " are kept");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new BadBody("'" + field + "' contains a control character");
        }
        return text;
    }

    /** The body is not what the call takes; the sentence is for the caller. */
    static final class BadBody extends Exception {
        private static final long serialVersionUID = 1L;

        private final String sentence;

        BadBody(String sentence) {
            super(sentence);
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }
    }
}
