package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.core.wire.Bytes;
import tandem.core.wire.Corpus;
import tandem.core.wire.Fuzzing;
import tandem.core.wire.Message;
import tandem.core.wire.Mutator;
import tandem.core.wire.RawExchange;
import tandem.core.wire.RecordingMember;
import tandem.core.wire.RecordingMember.Seen;
import tandem.core.wire.WireCase;
import tandem.core.wire.WireReader;

/**
 * Made-up messages through a running proxy, from clients and from members: it lives, answers the next client, and sends nothing
 * that a reader by the letter would not read.
 */
class ProxyFuzzIT {
    private static final byte[] SENTINEL = Bytes.of("GET /sentinel HTTP/1.1\r\nHost: shop.example\r\n\r\n");

    private volatile byte[] answer = new byte[0];

    @Test
    void clients_made_up() {
        Mutator requests =
                new Mutator(Corpus.requests().stream().map(WireCase::request).toList());
        try (RecordingMember member = RecordingMember.start();
                Bench bench = new Bench.Builder().member("a", member.port()).start()) {
            Fuzzing.run("clients", requests, (seed, bytes) -> {
                member.forget();
                RawExchange.send(bench.port, bytes);
                String next = RawExchange.send(bench.port, SENTINEL);

                assertThat(next).as("the next client's answer").endsWith("reached /sentinel");
                assertThat(member.violations()).isEmpty();
                List<Message> reached = member.requests().stream()
                        .map(Seen::message)
                        .filter(message -> !message.start().startsWith("GET /sentinel "))
                        .toList();
                understoodAlike(bytes, reached);
            });
        }
    }

    /** As far as the bytes are requests by the letter, what reached the member is among them, in order, bodies and all. */
    private static void understoodAlike(byte[] bytes, List<Message> reached) {
        WireReader reader = new WireReader(bytes);
        for (Message message : reached) {
            try {
                while (!alike(reader.request(), message)) {
                    // that one was answered by the proxy itself
                }
            } catch (WireReader.NotHttp e) {
                return;
            } catch (WireReader.CutShort e) {
                assertThat(reader.atEnd())
                        .as("a member got what nobody sent: " + message.start())
                        .isFalse();
                return;
            }
        }
    }

    private static boolean alike(Message sent, Message got) {
        String method = sent.start().split(" ")[0];
        return got.start().startsWith(method + " ") && got.bodyText().equals(sent.bodyText());
    }

    @Test
    void members_made_up() {
        Mutator responses = new Mutator(Corpus.responses().stream()
                .map(WireCase::response)
                .filter(bytes -> bytes.length > 0)
                .toList());
        try (StubMember member = StubMember.scripted(this::serve);
                Bench bench = Bench.with(member).start()) {
            Fuzzing.run("members", responses, (seed, bytes) -> {
                answer = bytes;
                String got = RawExchange.send(bench.port, Bytes.of(RawClient.get("/case")));
                String next = RawExchange.send(bench.port, SENTINEL);

                assertThat(next).as("the next client's answer").endsWith("sentinel");
                byLetter(got);
            });
        }
    }

    private void serve(StubMember.Talk talk) throws IOException {
        for (String head = talk.readHead(); head != null; head = talk.readHead()) {
            if (head.contains(" /sentinel ")) {
                talk.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsentinel");
            } else {
                talk.out.write(answer);
                talk.out.flush();
                return;
            }
        }
    }

    /** All of it is responses by the letter, but the last may be cut short. */
    private static void byLetter(String got) {
        WireReader reader = new WireReader(Bytes.of(got));
        try {
            while (!reader.atEnd()) {
                reader.response(false);
            }
        } catch (WireReader.CutShort e) {
            assertThat(got).startsWith("HTTP/1.1 ");
        }
    }
}
