package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps docs/reference/apache-cases.md true: every case is there, and what it names exists. */
final class ApacheCasesTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([A-Z]{3}-\\d\\d|CVE-\\d{4}-\\d+) \\| (.+) \\|$");
    private static final Pattern PARITY = Pattern.compile("parity `([a-z]+)/([a-z0-9-]+)`");
    private static final Pattern METHOD = Pattern.compile("`([A-Za-z]+)\\.([a-z0-9_]+)`");
    private static final Pattern ADR = Pattern.compile("deviates[^|]*?ADR (\\d+)");
    private static final Path ROOT = Distribution.root();

    @Test
    void every_case_is_listed_once() throws IOException {
        List<String> ids = new ArrayList<>();
        rows((id, held) -> ids.add(id));

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(ids.stream().filter(id -> !id.startsWith("CVE-"))).hasSize(153);
    }

    @Test
    void every_test_that_holds_a_case_exists() throws IOException {
        String tests = sources();

        rows((id, held) -> {
            Matcher methods = METHOD.matcher(held);
            while (methods.find()) {
                assertThat(tests)
                        .as(id)
                        .contains("class " + methods.group(1) + " ")
                        .contains("void " + methods.group(2) + "(");
            }
            Matcher parity = PARITY.matcher(held);
            while (parity.find()) {
                String name = parity.group(2);
                assertThat(ParityCase.of(parity.group(1) + ".txt"))
                        .as(id)
                        .anySatisfy(one -> assertThat(one.name()).isEqualTo(name));
            }
            assertThat(held).as("%s names a test", id).contains("`");
        });
    }

    @Test
    void every_deviation_has_an_adr() throws IOException {
        rows((id, held) -> {
            if (held.contains("deviates")) {
                Matcher adr = ADR.matcher(held);
                assertThat(adr.find()).as("%s names an ADR", id).isTrue();
                String number = "%04d-".formatted(Integer.parseInt(adr.group(1)));
                assertThat(ROOT.resolve("docs/adr").toFile().list()).as(id).anyMatch(file -> file.startsWith(number));
            }
        });
    }

    private interface Row {
        void read(String id, String held);
    }

    private static void rows(Row row) throws IOException {
        Matcher rows = ROW.matcher(Files.readString(ROOT.resolve("docs/reference/apache-cases.md")));
        while (rows.find()) {
            row.read(rows.group(1), rows.group(2));
        }
    }

    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(ROOT.resolve("modules"))) {
            for (Path file : files.filter(f -> f.toString().contains("/src/test/java/")
                            && f.toString().endsWith(".java"))
                    .toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }
}
