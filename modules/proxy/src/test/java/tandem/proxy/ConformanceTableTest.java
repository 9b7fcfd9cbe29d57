package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tandem.core.wire.Corpus;
import tandem.core.wire.WireCase;
import tandem.core.wire.WireCase.Verdict;

/** docs/reference/http-conformance.md lists every requirement with its tests; {@code -Dtandem.regenerate=true} writes it. */
class ConformanceTableTest {
    private static final Path DOCUMENT = Path.of("../../docs/reference/http-conformance.md");

    /** A requirement, and where it is tested besides the corpus, or why it is not. */
    private record Requirement(String id, String words, String elsewhere) {
        boolean excepted() {
            return elsewhere.startsWith("- ");
        }

        List<String> tests() {
            return excepted() || elsewhere.isEmpty() ? List.of() : List.of(elsewhere.split(", "));
        }
    }

    private static List<Requirement> requirements() throws IOException {
        try (InputStream in = Corpus.class.getResourceAsStream("/wire/requirements.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\\|", -1))
                    .map(parts -> new Requirement(parts[0].strip(), parts[1].strip(), parts[2].strip()))
                    .toList();
        }
    }

    @Test
    void every_requirement_is_tested_or_says_why_not() throws IOException {
        Map<String, List<WireCase>> cases = cases();
        List<String> open = new ArrayList<>();
        for (Requirement each : requirements()) {
            if (!cases.containsKey(each.id) && each.tests().isEmpty() && !each.excepted()) {
                open.add(each.id);
            }
            for (String test : each.tests()) {
                String[] parts = test.split("#");
                Path source = Path.of("src/test/java/tandem/proxy/" + parts[0] + ".java");
                if (!Files.readString(source).contains("void " + parts[1] + "(")) {
                    open.add(each.id + ": " + test);
                }
            }
        }

        assertThat(open).as("requirements without a test").isEmpty();
        assertThat(requirements().stream().map(Requirement::id)).containsAll(cases.keySet());
    }

    @Test
    void reference_holds_every_requirement() throws IOException {
        String generated = document();
        if (Boolean.getBoolean("tandem.regenerate")) {
            Files.writeString(DOCUMENT, generated);
        }

        assertThat(Files.readString(DOCUMENT))
                .as("%s differs from the corpus; run this test with -Dtandem.regenerate=true", DOCUMENT)
                .isEqualTo(generated);
    }

    private static Map<String, List<WireCase>> cases() {
        return Stream.concat(Corpus.requests().stream(), Corpus.responses().stream())
                .collect(Collectors.groupingBy(WireCase::requirement, LinkedHashMap::new, Collectors.toList()));
    }

    private static String document() throws IOException {
        Map<String, List<WireCase>> requests = grouped(Corpus.requests());
        Map<String, List<WireCase>> responses = grouped(Corpus.responses());
        StringBuilder text = new StringBuilder("""
                # HTTP/1.1 conformance

                Generated from the corpus of the tests; a test compares it. To change it, change `modules/core/src/test/resources/wire/` and run
                `mvn -pl modules/proxy -am test -Dtest=ConformanceTableTest -Dtandem.regenerate=true -Dsurefire.failIfNoSpecifiedTests=false`.

                M: messages that an edge meets, and what becomes of them. R: requirements of RFC 9110 and RFC 9112 on an intermediary.
                *Refused*: an error, the connection ends, nothing reaches the other side. *Cut*: whoever gets it cannot take it for complete.
                *Answered*: by Tandem itself. *Passed*: whole, with framing of our own. The number of cases stands in brackets;
                `RequestConformanceTest` and `ResponseConformanceTest` send them to a running proxy.

                | Id | Requirement | Requests | Responses | Further tests |
                |---|---|---|---|---|
                """);
        for (Requirement each : requirements()) {
            text.append("| ").append(each.id).append(" | ").append(each.words).append(" | ");
            text.append(verdicts(requests.get(each.id))).append(" | ").append(verdicts(responses.get(each.id)));
            text.append(" | ").append(further(each)).append(" |\n");
        }
        return text.toString();
    }

    private static Map<String, List<WireCase>> grouped(List<WireCase> cases) {
        return cases.stream().collect(Collectors.groupingBy(WireCase::requirement));
    }

    private static String further(Requirement each) {
        if (each.excepted()) {
            return "none: " + each.elsewhere.substring(2);
        }
        return each.tests().stream()
                .map(test -> "`" + test.replace("#", "`: ").replace('_', ' '))
                .collect(Collectors.joining("; "));
    }

    private static String verdicts(List<WireCase> cases) {
        if (cases == null) {
            return "";
        }
        Map<String, Long> counts = cases.stream()
                .collect(Collectors.groupingBy(
                        each -> each.verdicts().stream()
                                .map(ConformanceTableTest::words)
                                .collect(Collectors.joining(" or ")),
                        LinkedHashMap::new,
                        Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                .collect(Collectors.joining(", "));
    }

    private static String words(Verdict verdict) {
        String statuses =
                new TreeSet<>(verdict.statuses()).stream().map(String::valueOf).collect(Collectors.joining(" or "));
        String fate = verdict.fate().name().toLowerCase(Locale.ROOT);
        return statuses.isEmpty() || statuses.equals("200") ? fate : fate + " " + statuses;
    }
}
