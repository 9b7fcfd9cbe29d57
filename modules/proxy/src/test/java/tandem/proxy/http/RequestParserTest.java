package tandem.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tandem.core.config.ClientLimits;

class RequestParserTest {
    private final RequestParser parser = new RequestParser(ClientLimits.DEFAULT, new Targets());
    private final RequestHead head = new RequestHead();

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String shown() {
        StringBuilder text = new StringBuilder(head.method() + " " + head.target() + " " + head.authority() + " "
                + head.host() + " " + head.framing() + " " + head.length());
        for (int i = 0; i < head.fields().count(); i++) {
            text.append(" [").append(head.fields().name(i)).append('=');
            text.append(head.fields().value(i)).append(']');
        }
        return text.toString();
    }

    @Test
    void head_reads_the_same_wherever_it_is_cut_in_two() throws BadRequest {
        String text = "\r\nPOST /a?b=c HTTP/1.1\r\nHost: Shop.example:81\r\nX-A:\t1 2 \r\nContent-Length: 007\r\n\r\n";
        for (int cut = 0; cut <= text.length(); cut++) {
            parser.begin(head);
            boolean first = parser.parse(bytes(text.substring(0, cut)), head);
            ByteBuffer rest = bytes(text.substring(cut) + "surplus");
            boolean second = first || parser.parse(rest, head);

            assertThat(second).as("cut at %d", cut).isTrue();
            assertThat(rest.remaining()).as("left at %d", cut).isEqualTo(7);
            assertThat(shown())
                    .isEqualTo("POST /a?b=c Shop.example:81 shop.example LENGTH 7"
                            + " [Host=Shop.example:81] [X-A=1 2] [Content-Length=007]");
        }
    }

    @Test
    void next_request_of_a_connection_shows_nothing_of_the_one_before() throws BadRequest {
        parser.begin(head);
        parser.parse(bytes("POST /1 HTTP/1.1\r\nHost: one\r\nContent-Length: 3\r\n\r\n"), head);

        parser.begin(head);
        assertThat(parser.parse(bytes("GET /2 HTTP/1.0\r\n\r\n"), head)).isTrue();

        assertThat(shown()).isEqualTo("GET /2   NONE 0");
        assertThat(head.http11()).isFalse();
    }

    @Test
    void authority_of_an_absolute_target_wins_and_is_not_kept_for_the_next_request() throws BadRequest {
        parser.begin(head);
        parser.parse(bytes("GET http://two:8080 HTTP/1.1\r\nHost: one\r\n\r\n"), head);
        assertThat(head.authority()).isEqualTo("two:8080");
        assertThat(head.target()).isEqualTo("/");

        parser.begin(head);
        parser.parse(bytes("GET / HTTP/1.1\r\nHost: one\r\n\r\n"), head);
        assertThat(head.authority()).isEqualTo("one");
    }

    @Test
    void options_of_an_absolute_target_without_a_path_is_about_the_server() throws BadRequest {
        parser.begin(head);
        parser.parse(bytes("OPTIONS http://one HTTP/1.1\r\nHost: one\r\n\r\n"), head);

        assertThat(head.target()).isEqualTo("*");
    }
}
