package tandem.core.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.core.ftp.FtpTarget.BadTarget;
import tandem.core.ftp.FtpTarget.Type;

/** What paths and logins become towards a server by FTP. */
class FtpTargetTest {
    private static FtpTarget of(String path) throws BadTarget {
        return FtpTarget.of(path, false, true);
    }

    private static String basic(String login) {
        return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void a_path_is_directories_and_a_name() throws BadTarget {
        assertThat(of("/pub/a%20b/c.txt"))
                .isEqualTo(new FtpTarget(false, List.of("pub", "a b"), "c.txt", Type.IMAGE, true));
        assertThat(of("/pub//x/").directories()).containsExactly("pub", "x");
        assertThat(of("/pub/x/").name()).isEmpty();
        assertThat(of("/").directories()).isEmpty();
        assertThat(of("/a?query=1;type=a")).isEqualTo(new FtpTarget(false, List.of(), "a", Type.IMAGE, true));
    }

    @Test
    void the_type_stands_behind_the_name() throws BadTarget {
        assertThat(of("/a;type=A").type()).isEqualTo(Type.ASCII);
        assertThat(of("/a;type=a").name()).isEqualTo("a");
        assertThat(of("/a;type=i").type()).isEqualTo(Type.IMAGE);
        assertThat(of("/d;type=d").type()).isEqualTo(Type.DIRECTORY);
        assertThat(of("/x;type=a/b").directories()).containsExactly("x;type=a");
        assertThatThrownBy(() -> of("/a;type=x")).isInstanceOf(BadTarget.class);
        assertThat(FtpTarget.plain("/d;type=d?q")).isEqualTo("/d");
    }

    @Test
    void only_who_may_begins_at_the_servers_root() throws BadTarget {
        FtpTarget free = FtpTarget.of("/%2Fetc/motd", true, true);

        assertThat(free.absolute()).isTrue();
        assertThat(free.directories()).containsExactly("etc");
        assertThatThrownBy(() -> of("/%2Fetc/motd")).isInstanceOf(BadTarget.class);
        assertThatThrownBy(() -> FtpTarget.of("/pub/%2fetc/motd", true, true)).isInstanceOf(BadTarget.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a%0d%0aDELE%20b",
                "/a%0aDELE",
                "/a%00",
                "/a%7f",
                "/a%ffb",
                "/..%2f..%2fetc",
                "/%2e%2e/x",
                "/./x",
                "/a%",
                "/a%zz",
                "/a\nb"
            })
    void what_could_end_a_command_or_climb_is_refused(String path) {
        assertThatThrownBy(() -> of(path)).isInstanceOf(BadTarget.class);
    }

    @Test
    void patterns_are_known_and_can_be_marked_as_names() throws BadTarget {
        assertThat(of("/pub/*.txt").wild()).isTrue();
        assertThat(of("/pub/a.txt").wild()).isFalse();
        assertThat(FtpTarget.inCommand("w*[1]\\.txt", true)).isEqualTo("w\\*\\[1]\\\\.txt");
        assertThat(FtpTarget.inCommand("w*.txt", false)).isEqualTo("w*.txt");
        assertThat(FtpTarget.inCommand("~root", true)).isEqualTo("\\~root");
        assertThat(FtpTarget.inCommand("~root", false)).isEqualTo("./~root");
    }

    @Test
    void a_client_logs_in_by_authorization() {
        assertThat(FtpLogin.ofClient(basic("bob:a:b"))).contains(new FtpLogin("bob", "a:b"));
        assertThat(FtpLogin.ofClient("")).isEmpty();
        assertThat(FtpLogin.ofClient("Bearer x")).isEmpty();
        assertThat(FtpLogin.ofClient(basic(":x"))).isEmpty();
        assertThatThrownBy(() -> FtpLogin.ofClient(basic("bob:x\r\nDELE y")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FtpLogin.ofClient("Basic !!")).isInstanceOf(IllegalArgumentException.class);
        assertThat(new FtpLogin("bob", "secret").toString()).doesNotContain("secret");
    }

    @Test
    void names_decide_types() {
        assertThat(ContentTypes.of("a.TXT")).isEqualTo("text/plain");
        assertThat(ContentTypes.of("a.tar.gz")).isEqualTo("application/gzip");
        assertThat(ContentTypes.of("README")).isEqualTo("application/octet-stream");
    }
}
