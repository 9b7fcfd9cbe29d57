package tandem.failover.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/architecture.md holds the tables of the code's Javadoc; {@code -Dtandem.regenerate=true} writes them. */
class LeaseTableTest {
    private static final Path SOURCES = Path.of("src/main/java/tandem/failover");
    private static final Path DOCUMENT = Path.of("../../docs/architecture.md");
    private static final String BEGIN = "<!-- lease tables: generated from the Javadoc by LeaseTableTest -->\n";
    private static final String END = "<!-- end of lease tables -->\n";
    private static final Pattern ROW = Pattern.compile("<tr>(.*?)</tr>");
    private static final Pattern CELL = Pattern.compile("<t[hd]>(.*?)</t[hd]>");

    @Test
    void architecture_holds_the_tables_of_the_code() throws IOException {
        String document = Files.readString(DOCUMENT);
        String generated = tables();
        int begin = document.indexOf(BEGIN) + BEGIN.length();
        int end = document.indexOf(END);

        if (Boolean.getBoolean("tandem.regenerate")) {
            Files.writeString(DOCUMENT, document.substring(0, begin) + generated + document.substring(end));
        }

        assertThat(Files.readString(DOCUMENT))
                .as("%s differs from the Javadoc; run this test with -Dtandem.regenerate=true", DOCUMENT)
                .contains(BEGIN + generated + END);
    }

    private static String tables() throws IOException {
        return "\nA voter (`Ballot`):\n\n" + table("lease/Ballot.java", 7)
                + "\nA claimant (`Claimant`):\n\n" + table("lease/Claimant.java", 9)
                + "\nThe node (`Election`):\n\n" + table("election/Election.java", 14)
                + "\n";
    }

    /** @param rows the fewest it must have, so that a table which is no longer found is noticed */
    private static String table(String source, int rows) throws IOException {
        String text = Files.readString(SOURCES.resolve(source)).replaceAll("\\s*\\n \\*\\s*", " ");
        String table = text.substring(text.indexOf("<table>"), text.indexOf("</table>"));
        List<String> lines =
                ROW.matcher(table).results().map(row -> line(row.group(1))).toList();
        assertThat(lines).as("rows of the table in %s", source).hasSizeGreaterThan(rows);
        String rule = lines.getFirst().replaceAll("[^|]+", "---");
        return lines.getFirst() + "\n" + rule + "\n"
                + lines.stream().skip(1).map(line -> line + "\n").collect(Collectors.joining());
    }

    private static String line(String row) {
        Matcher cells = CELL.matcher(row);
        return cells.results()
                .map(cell -> cell.group(1).strip().replaceAll("\\{@(code|link) ([^}]*)}", "`$2`"))
                .map(cell -> cell.replace("`#", "`").replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }
}
