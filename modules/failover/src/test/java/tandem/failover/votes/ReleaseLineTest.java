package tandem.failover.votes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseLineTest {
    private static final String NONCE = "0a".repeat(32);

    @Test
    void line_of_a_guard_is_read() {
        assertThat(read("tandem-release 1 shop lb1 12 " + NONCE + "\n"))
                .contains(new Received.Release("lb1", "main", 12, NONCE));
    }

    @Test
    void line_names_the_group_unless_it_is_the_main_one() {
        assertThat(read("tandem-release 2 shop lb1 db 12 " + NONCE + "\n"))
                .contains(new Received.Release("lb1", "db", 12, NONCE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "t",
                "\n",
                "tandem-release 1 shop lb1 12 %s",
                "tandem-release 2 shop lb1 12 %s\n",
                "tandem-release 1 shop lb1 db 12 %s\n",
                "tandem-release 2 shop lb1  12 %s\n",
                "tandem-release 1 shoe lb1 12 %s\n",
                "tandem-release 1 shop lb9 12 %s\n",
                "tandem-release 1 shop lb1 0 %s\n",
                "tandem-release 1 shop lb1 -1 %s\n",
                "tandem-release 1 shop lb1 1234567890123456789 %s\n",
                "tandem-release 1 shop lb1 12 %sa\n",
                "tandem-release 1 shop lb1 12 %s more\n",
                "tandem-release 1 shop lb1 12  %s\n",
                "tandem-release 1 shop lb1 12 zz\n"
            })
    void other_lines_are_not(String line) {
        assertThat(read(line.replace("%s", NONCE))).isEmpty();
    }

    private static Optional<Received.Release> read(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return ReleaseLine.read(bytes, bytes.length, "shop", Set.of("lb1", "lb2"));
    }
}
