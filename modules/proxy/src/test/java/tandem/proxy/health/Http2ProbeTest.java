package tandem.proxy.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import tandem.core.health.ProbeAnswer;
import tandem.proxy.http.BadMessage;
import tandem.proxy.http2.ConnectionFault;
import tandem.proxy.http2.ErrorCode;
import tandem.proxy.http2.FrameBytes;
import tandem.proxy.http2.FrameLog;
import tandem.proxy.http2.HpackWriter;

final class Http2ProbeTest {
    /** Gives these bytes whatever is asked, in pieces. */
    private static final class Member implements Http2Probe.Line {
        final FrameLog asked = new FrameLog();
        private final ByteArrayInputStream answer;
        private int preface = FrameBytes.preface().bytes().length;

        Member(FrameBytes answer) {
            this.answer = new ByteArrayInputStream(answer.bytes());
        }

        @Override
        public void send(byte[] bytes, int length) {
            asked.add(Arrays.copyOfRange(bytes, preface, length));
            preface = 0;
        }

        @Override
        public int receive(byte[] into) {
            return answer.read(into, 0, 7);
        }

        ProbeAnswer ask(String verb) throws IOException {
            return new Http2Probe(this).ask(verb, "/ok", "node1:81", "Tandem-health/1", false);
        }
    }

    private static FrameBytes settings() {
        return new FrameBytes().settings();
    }

    private static HpackWriter status(String status) {
        return new HpackWriter().field(":status", status);
    }

    @Test
    void asks_once_and_takes_status_fields_and_body() throws IOException {
        Member member = new Member(settings()
                .headers(1, false, status("103"))
                .headers(1, false, status("200").field("x-load", "3"))
                .data(1, false, "U")
                .data(1, false, "P")
                .headers(1, true, new HpackWriter().field("x-end", "z")));

        ProbeAnswer answer = member.ask("GET");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("x-load", "3");
        assertThat(answer.body()).isEqualTo("UP");
        assertThat(member.asked.lines())
                .contains(
                        "HEADERS 1 end :method=GET :scheme=http :authority=node1:81 :path=/ok user-agent=Tandem-health/1 accept=*/*",
                        "SETTINGS ack",
                        "GOAWAY 0 NO_ERROR");
    }

    @Test
    void takes_no_more_of_a_body_than_a_condition_sees() throws IOException {
        FrameBytes endless = settings().headers(1, false, status("200"));
        for (int i = 0; i < 10; i++) {
            endless.data(1, false, "x".repeat(16_000));
        }

        assertThat(new Member(endless).ask("GET").body()).hasSize(Probe.MAX_BODY);
    }

    @Test
    void head_has_a_length_and_no_body() throws IOException {
        Member member = new Member(settings().headers(1, true, status("200").field("content-length", "7")));

        assertThat(member.ask("HEAD").status()).isEqualTo(200);
    }

    @Test
    void what_is_no_answer_fails() {
        assertThatThrownBy(() -> new Member(new FrameBytes().raw("HTTP/1.1 400 Bad\r\n\r\n")).ask("GET"))
                .isInstanceOf(ConnectionFault.class);
        assertThatThrownBy(() -> new Member(settings()).ask("GET"))
                .hasMessage("it closed the connection without a response");
        assertThatThrownBy(() -> new Member(settings().headers(1, true, status("20"))).ask("GET"))
                .isInstanceOf(BadMessage.class);
        assertThatThrownBy(() -> new Member(settings().reset(1, ErrorCode.REFUSED_STREAM)).ask("GET"))
                .hasMessage("it reset the stream: REFUSED_STREAM");
    }
}
