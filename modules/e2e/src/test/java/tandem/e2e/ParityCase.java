package tandem.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One configuration and the requests that Apache and Tandem are asked with it, as files below {@code parity} write them: a line
 * {@code ### NAME} with the ids of Apache's behaviours that it holds, the configuration, a line {@code ---}, then each request as {@code [N*]METHOD TARGET} with its fields and
 * {@code body:} (a text, or {@code N*TEXT}) indented below. Lines {@code warns: SENTENCE} before the requests name what loading it warns of. {@code deviates: REASON} below a request says that the two must differ in it, and why.
 *
 * @param config with {@code ${PORT}}, {@code ${PORT2}}, {@code ${A}} to {@code ${D}} (members' ports), {@code ${DEAD}}, {@code ${S}} (the port of one that speaks TLS),
 *     {@code ${TLS}} (the directory with the tests' certificates), {@code ${LOGS}} (a directory whose logs are compared); targets of requests have the
 *     members' ports too
 */
record ParityCase(String name, String config, List<String> warnings, List<Ask> asks) {
    private static final String WARNS = "warns:";

    /** One request, asked {@code times} times. */
    record Ask(String method, String target, List<String> fields, String body, int times, String deviation) {
        /** The same for another target, in which ports are filled in. */
        Ask to(String filled) {
            return new Ask(method, filled, fields, body, times, deviation);
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /** Whether the configuration says itself where it listens. */
    boolean whole() {
        return config.contains("${PORT}");
    }

    /** Whether clients speak TLS. */
    boolean secure() {
        return config.contains("SSLEngine On");
    }

    /** All cases of a file. */
    static List<ParityCase> of(String file) {
        List<ParityCase> cases = new ArrayList<>();
        for (String text : read(file).split("(?m)^### ")) {
            if (!text.isBlank() && !text.startsWith("#")) {
                int line = text.indexOf('\n');
                String[] parts = text.substring(line + 1).split("(?m)^---\n", 2);
                cases.add(new ParityCase(
                        text.substring(0, line).trim().split(" ")[0], parts[0], warnings(parts[1]), asks(parts[1])));
            }
        }
        return cases;
    }

    private static String read(String file) {
        try (InputStream in = ParityCase.class.getResourceAsStream("/parity/" + file)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no parity/" + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> warnings(String text) {
        return text.lines()
                .filter(line -> line.startsWith(WARNS))
                .map(line -> line.substring(WARNS.length()).strip())
                .toList();
    }

    private static List<Ask> asks(String text) {
        List<Ask> asks = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        String head = "";
        String body = "";
        String deviation = "";
        for (String line : (text + "\nEND x").lines().toList()) {
            if (line.isBlank() || line.startsWith("#") || line.startsWith(WARNS)) {
                continue;
            }
            if (!line.startsWith(" ")) {
                if (!head.isEmpty()) {
                    asks.add(ask(head, List.copyOf(fields), body, deviation));
                }
                head = line;
                fields.clear();
                body = "";
                deviation = "";
            } else if (line.strip().startsWith("body:")) {
                body = repeated(line.strip().substring("body:".length()).strip());
            } else if (line.strip().startsWith("deviates:")) {
                deviation = line.strip().substring("deviates:".length()).strip();
            } else {
                fields.add(line.strip());
            }
        }
        return asks;
    }

    /** {@code N*TEXT} is the text so many times. */
    private static String repeated(String text) {
        int star = text.matches("\\d+\\*.+") ? text.indexOf('*') : -1;
        return star < 0 ? text : text.substring(star + 1).repeat(Integer.parseInt(text.substring(0, star)));
    }

    private static Ask ask(String head, List<String> fields, String body, String deviation) {
        int star = head.matches("\\d+\\*.*") ? head.indexOf('*') : -1;
        int times = star < 0 ? 1 : Integer.parseInt(head.substring(0, star));
        String[] words = head.substring(star + 1).split(" ", 2);
        return new Ask(words[0], words[1], fields, body, times, deviation);
    }
}
