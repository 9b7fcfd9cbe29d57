package tandem.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every case of h2spec and those that it lacks, against the state of a connection alone. */
class SessionConformanceTest {
    static List<H2Case> cases() {
        return H2Cases.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void client_is_taken_as_the_standard_says(H2Case each) {
        SessionBench bench = new SessionBench();

        bench.say(each.bytes());
        bench.say(new FrameBytes().ping(4711));

        assertThat(each.flaw(bench.lines(), bench.failed)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void client_is_taken_alike_byte_by_byte(H2Case each) {
        SessionBench bench = new SessionBench();
        for (byte b : each.bytes().bytes()) {
            bench.say(new FrameBytes().raw(new byte[] {b}));
        }
        bench.say(new FrameBytes().ping(4711));

        assertThat(each.flaw(bench.lines(), bench.failed)).isEmpty();
    }

    @Test
    void every_number_of_h2spec_is_there_once() {
        List<String> ids = H2Cases.all().stream().map(H2Case::id).toList();

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(ids.stream()
                        .filter(id -> id.contains("/"))
                        .collect(Collectors.groupingBy(id -> id.substring(0, id.indexOf('/')), Collectors.counting())))
                .containsEntry("generic", 44L)
                .containsEntry("http2", 94L)
                .containsEntry("hpack", 8L);
    }
}
