package tandem.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineDiffTest {
    @Test
    void same_texts_have_no_difference() {
        assertThat(LineDiff.of("a", "x\ny\n", "b", "x\ny\n")).isEmpty();
        assertThat(LineDiff.of("a", "", "b", "")).isEmpty();
    }

    @Test
    void changes_are_shown_with_three_lines_around_as_diff_does() {
        String before = numbers(1, 20);
        String after = before.replace("\n5\n", "\nfive\n").replace("\n18\n", "\n18\nnew\n");

        assertThat(LineDiff.of("in force", before, "file", after)).isEqualTo("""
                --- in force
                +++ file
                @@ -2,7 +2,7 @@
                 2
                 3
                 4
                -5
                +five
                 6
                 7
                 8
                @@ -16,5 +16,6 @@
                 16
                 17
                 18
                +new
                 19
                 20
                """);
    }

    @Test
    void changes_that_lie_close_share_a_hunk() {
        String before = numbers(1, 9);

        assertThat(LineDiff.of("a", before, "b", before.replace("\n3\n", "\n").replace("\n7\n", "\n")))
                .isEqualTo("""
                --- a
                +++ b
                @@ -1,9 +1,7 @@
                 1
                 2
                -3
                 4
                 5
                 6
                -7
                 8
                 9
                """);
    }

    @Test
    void long_texts_that_differ_everywhere_are_shown_all_the_same() {
        String diff = LineDiff.of("a", numbers(1, 6_000), "b", numbers(10_000, 16_000));

        assertThat(diff.lines().filter(line -> line.matches("-\\d+")).count()).isEqualTo(6_000);
        assertThat(diff.lines().filter(line -> line.matches("\\+\\d+")).count()).isEqualTo(6_001);
    }

    private static String numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(n -> n + "\n").collect(Collectors.joining());
    }
}
