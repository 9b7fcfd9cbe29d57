package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.awaitility.Awaitility;

/** What tests of members by HTTP/2 ask of a bench and of a client. */
final class Http2Bench {
    private Http2Bench() {}

    static Bench.Builder to(Http2Stub... members) {
        Bench.Builder builder = Bench.with();
        char name = 'a';
        for (Http2Stub member : members) {
            builder.member(String.valueOf(name++), member.url(), m -> m);
        }
        return builder;
    }

    static double count(Bench bench, String name, String... tags) {
        return bench.meters.get(name).tags(tags).counter().count();
    }

    static void awaitCount(Bench bench, double wanted, String name, String... tags) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(count(bench, name, tags)).isEqualTo(wanted));
    }

    static void awaitGauge(Bench bench, String name, double wanted) {
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(bench.meters.get(name).gauge().value()).isEqualTo(wanted));
    }

    /** Waits for the end of a response, and returns its body. */
    static String body(Http2Client client, int stream) throws IOException {
        client.await("DATA " + stream + " end");
        StringBuilder body = new StringBuilder();
        for (String line : client.lines()) {
            if (line.startsWith("DATA " + stream + " ")) {
                body.append(line.replaceFirst("^DATA \\d+ (end )?", ""));
            }
        }
        return body.toString();
    }
}
