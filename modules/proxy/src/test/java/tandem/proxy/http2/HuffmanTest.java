package tandem.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7541 section 5.2 and appendix B. */
class HuffmanTest {
    private static String unpacked(byte[] packed) {
        byte[] text = new byte[Huffman.mostUnpacked(packed.length)];
        int end = Huffman.unpack(packed, 0, packed.length, text, 0);
        return end < 0 ? "no code" : new String(text, 0, end, StandardCharsets.ISO_8859_1);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    @Test
    void code_is_complete() {
        long used = 0;
        for (int symbol = 0; symbol <= 256; symbol++) {
            used += 1L << 30 - Huffman.length(symbol);
        }

        assertThat(used).isEqualTo(1L << 30);
    }

    /** One of each length, as appendix B prints them. */
    @ParameterizedTest
    @CsvSource({
        "48,0,5",
        "116,9,5",
        "32,14,6",
        "117,2d,6",
        "58,5c,7",
        "122,7b,7",
        "38,f8,8",
        "88,fc,8",
        "33,3f8,10",
        "63,3fc,10",
        "39,7fa,11",
        "124,7fc,11",
        "35,ffa,12",
        "62,ffb,12",
        "0,1ff8,13",
        "126,1ffd,13",
        "94,3ffc,14",
        "125,3ffd,14",
        "60,7ffc,15",
        "123,7ffe,15",
        "92,7fff0,19",
        "208,7fff2,19",
        "128,fffe6,20",
        "226,fffed,20",
        "153,1fffdc,21",
        "230,1fffe8,21",
        "129,3fffd2,22",
        "233,3fffeb,22",
        "1,7fffd8,23",
        "239,7ffff4,23",
        "9,ffffea,24",
        "237,fffff5,24",
        "199,1ffffec,25",
        "235,1ffffef,25",
        "192,3ffffe0,26",
        "255,3ffffee,26",
        "203,7ffffde,27",
        "254,7fffff0,27",
        "2,fffffe2,28",
        "249,ffffffe,28",
        "10,3ffffffc,30",
        "22,3ffffffe,30",
        "256,3fffffff,30"
    })
    void codes_are_those_of_the_appendix(int symbol, String code, int length) {
        assertThat(Huffman.length(symbol)).isEqualTo(length);
        assertThat(Huffman.code(symbol)).isEqualTo(Integer.parseInt(code, 16));
    }

    @Test
    void every_text_comes_back() {
        Random random = new Random(7541);
        for (int length = 0; length < 600; length++) {
            byte[] text = new byte[length];
            for (int i = 0; i < length; i++) {
                text[i] = (byte) (length % 2 == 0 ? random.nextInt(256) : 'a' + random.nextInt(26));
            }

            assertThat(unpacked(HpackWriter.huffman(text))).isEqualTo(new String(text, StandardCharsets.ISO_8859_1));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "www.example.com,f1e3c2e5f23a6ba0ab90f4ff",
        "no-cache,a8eb10649cbf",
        "302,6402",
        "private,aec3771a4b",
        "307,640eff"
    })
    void texts_of_appendix_c_unpack(String text, String packed) {
        assertThat(unpacked(hex(packed))).isEqualTo(text);
        assertThat(HpackWriter.huffman(text.getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(hex(packed));
    }

    /** h2spec hpack/5.2/1 to 3. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // padding of eight ones, of zeros, and with a zero in it; the end of strings as a symbol
                "f1e3c2e5f23a6ba0ab90f4ffff",
                "18",
                "1e",
                "3fffffffff",
                "fffffffc",
                "ffffffff",
                "ff"
            })
    void padding_and_the_end_symbol_are_refused(String packed) {
        assertThat(unpacked(hex(packed))).isEqualTo("no code");
    }
}
