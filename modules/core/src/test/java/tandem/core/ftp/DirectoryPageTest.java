package tandem.core.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import tandem.core.ftp.DirectoryPage.Entry;

/** What clients see of a directory. */
class DirectoryPageTest {
    @Test
    void a_file_has_name_size_and_time() {
        String row = DirectoryPage.row(new Entry("a b.txt", false, 12, Instant.parse("2026-11-27T20:06:00Z")));

        assertThat(row)
                .isEqualTo(
                        "<tr><td><a href=\"./a%20b.txt\">a b.txt</a></td><td>12</td><td>2026-11-27 20:06</td></tr>\n");
    }

    @Test
    void a_directory_ends_with_a_slash_and_has_no_size() {
        assertThat(DirectoryPage.row(new Entry("sub", true, 4096, null)))
                .isEqualTo("<tr><td><a href=\"./sub/\">sub/</a></td><td></td><td></td></tr>\n");
    }

    @Test
    void no_name_is_taken_for_markup_or_for_another_place() {
        String name = "<script>'\"&\t";
        String row = DirectoryPage.row(new Entry(name, false, 1, null));

        assertThat(row)
                .contains("href=\"./%3Cscript%3E%27%22%26%09\"", ">&lt;script&gt;&#39;&quot;&amp;?</a>")
                .doesNotContain("<script");
        assertThat(DirectoryPage.link("javascript:alert(1)", false)).isEqualTo("./javascript%3Aalert%281%29");
        assertThat(DirectoryPage.link("../../x", false)).isEqualTo("./..%2F..%2Fx");
        assertThat(DirectoryPage.row("<b>line</b>")).contains("&lt;b&gt;line&lt;/b&gt;");
        assertThat(DirectoryPage.begin("/<x>", true)).contains("/&lt;x&gt;").contains("href=\"../\"");
        assertThat(DirectoryPage.begin("/", false)).doesNotContain("href");
    }

    @Test
    void bytes_beyond_ascii_stay_as_the_server_wrote_them() {
        assertThat(DirectoryPage.row(new Entry("Gr\u00c3\u00b6\u00c3\u009fe", false, 1, null)))
                .contains("href=\"./Gr%C3%B6%C3%9Fe\"", ">Gr\u00c3\u00b6\u00c3\u009fe</a>");
    }
}
