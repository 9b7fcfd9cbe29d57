package tandem.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.proxy.http.HeadBytes;

class HpackEncoderTest {
    private final HpackEncoder encoder = new HpackEncoder();
    private final HpackDecoder decoder = new HpackDecoder();
    private final HeadBytes out = new HeadBytes();

    private void field(String name, String value) {
        byte[] bytes = (name + value).getBytes(StandardCharsets.ISO_8859_1);
        encoder.field(out, bytes, 0, name.length(), name.length(), bytes.length);
    }

    private List<String> decoded() throws ConnectionFault {
        ByteBuffer block = ByteBuffer.allocate(out.length());
        out.copyTo(block);
        List<String> fields = new ArrayList<>();
        decoder.decode(
                block.array(),
                0,
                block.position(),
                (bytes, nameStart, nameEnd, valueStart, valueEnd) ->
                        fields.add(new String(bytes, nameStart, nameEnd - nameStart, StandardCharsets.ISO_8859_1) + "="
                                + new String(bytes, valueStart, valueEnd - valueStart, StandardCharsets.ISO_8859_1)));
        out.clear();
        return fields;
    }

    @Test
    void response_comes_back_with_names_in_lower_case() throws ConnectionFault {
        encoder.status(out, 200);
        field("Content-Type", "text/plain");
        field("X-Long-" + "y".repeat(300), "z".repeat(20_000));
        field("Strict-Transport-Security", "");
        encoder.length(out, 12_345_678_901L);
        encoder.date(out, "Mon".getBytes(StandardCharsets.US_ASCII), 0, 3);

        assertThat(decoded())
                .containsExactly(
                        ":status=200",
                        "content-type=text/plain",
                        "x-long-" + "y".repeat(300) + "=" + "z".repeat(20_000),
                        "strict-transport-security=",
                        "content-length=12345678901",
                        "date=Mon");
        assertThat(decoder.table().count()).isZero();
    }

    @Test
    void every_status_is_said() throws ConnectionFault {
        for (int status = 100; status < 600; status++) {
            encoder.status(out, status);

            assertThat(decoded()).containsExactly(":status=" + status);
        }
    }

    @Test
    void first_block_gives_the_dynamic_table_up() {
        encoder.trailers(out);
        assertThat(out.length()).isEqualTo(1);

        encoder.trailers(out);
        assertThat(out.length()).isEqualTo(1);
    }
}
