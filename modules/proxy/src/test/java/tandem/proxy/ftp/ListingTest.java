package tandem.proxy.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Directories as servers write them. */
class ListingTest {
    private static List<String> read(Listing listing, String text) throws IOException {
        List<String> rows = new ArrayList<>();
        listing.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), rows::add);
        return rows;
    }

    @Test
    void of_unix_without_itself_and_with_links() throws IOException {
        List<String> rows = read(Listing.of("UNIX Type: L8"), """
                total 12
                drwxr-xr-x    3 0        0            4096 Nov 27  2025 .
                drwxr-xr-x    3 0        0            4096 Nov 27  2025 ..
                -rw-r--r--    1 0        0               6 Nov 27  2025 b c&<d>.html
                drwxr-xr-x    2 0        0            4096 Nov 27  2025 dir
                lrwxrwxrwx    1 0        0               3 Nov 27  2025 to -> dir
                """.replace("\n", "\r\n"));

        assertThat(rows).hasSize(3);
        assertThat(rows.get(0)).contains("./b%20c%26%3Cd%3E.html", "<td>6</td>", "2025-11-27");
        assertThat(rows.get(1)).contains("./dir/");
        assertThat(rows.get(2)).contains("href=\"./to\"");
    }

    @Test
    void of_windows() throws IOException {
        List<String> rows = read(Listing.of("Windows_NT"), """
                11-27-25  08:06PM       <DIR>          sub dir
                11-27-25  08:06PM                   42 report.pdf
                """);

        assertThat(rows).hasSize(2);
        assertThat(rows.get(0)).contains("./sub%20dir/");
        assertThat(rows.get(1)).contains("./report.pdf", "<td>42</td>", "2025-11-27 20:06");
    }

    @Test
    void of_facts() throws IOException {
        List<String> rows = read(Listing.ofFacts(), """
                Type=cdir;Modify=20251127200600; /pub
                Type=pdir;Modify=20251127200600; /
                Type=file;Size=6;Modify=20251127200600; a.txt
                Type=dir;Modify=20251127200600; sub
                """);

        assertThat(rows).hasSize(2);
        assertThat(rows.get(0)).contains("./a.txt", "<td>6</td>", "2025-11-27 20:06");
        assertThat(rows.get(1)).contains("./sub/");
    }

    @Test
    void a_line_that_nobody_understands_is_shown_and_leads_nowhere() throws IOException {
        assertThat(read(Listing.of("A SYSTEM OF ITS OWN"), "something <i>else</i>\n"))
                .singleElement()
                .asString()
                .contains("something &lt;i&gt;else&lt;/i&gt;")
                .doesNotContain("href");
    }

    @Test
    void a_line_without_an_end_ends_the_listing() {
        assertThatThrownBy(() -> read(Listing.ofFacts(), "x".repeat(100_000)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longer than");
    }
}
