package tandem.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 7541. */
class HpackDecoderTest {
    private HpackDecoder decoder = new HpackDecoder();

    private List<String> decode(byte[] block) throws ConnectionFault {
        List<String> fields = new ArrayList<>();
        decoder.decode(
                block,
                0,
                block.length,
                (bytes, nameStart, nameEnd, valueStart, valueEnd) ->
                        fields.add(text(bytes, nameStart, nameEnd) + "=" + text(bytes, valueStart, valueEnd)));
        return fields;
    }

    private static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private List<String> hex(String block) throws ConnectionFault {
        return decode(HexFormat.of().parseHex(block.replace(" ", "")));
    }

    private List<String> table() {
        DynamicTable table = decoder.table();
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < table.count(); i++) {
            entries.add(text(table.bytes(), table.nameStart(i), table.nameEnd(i)) + "="
                    + text(table.bytes(), table.nameEnd(i), table.valueEnd(i)));
        }
        return entries;
    }

    // ---- appendix C ----

    @Test
    void c_2_forms_of_a_field() throws ConnectionFault {
        assertThat(hex("400a637573746f6d2d6b65790d637573746f6d2d686561646572"))
                .containsExactly("custom-key=custom-header");
        assertThat(decoder.table().size()).isEqualTo(55);
        assertThat(hex("040c2f73616d706c652f70617468")).containsExactly(":path=/sample/path");
        assertThat(hex("100870617373776f726406736563726574")).containsExactly("password=secret");
        assertThat(hex("82")).containsExactly(":method=GET");
        assertThat(table()).containsExactly("custom-key=custom-header");
    }

    @Test
    void c_3_requests_without_the_huffman_code() throws ConnectionFault {
        assertThat(hex("828684410f7777772e6578616d706c652e636f6d"))
                .containsExactly(":method=GET", ":scheme=http", ":path=/", ":authority=www.example.com");
        assertThat(decoder.table().size()).isEqualTo(57);

        assertThat(hex("828684be58086e6f2d6361636865"))
                .containsExactly(
                        ":method=GET",
                        ":scheme=http",
                        ":path=/",
                        ":authority=www.example.com",
                        "cache-control=no-cache");
        assertThat(decoder.table().size()).isEqualTo(110);

        assertThat(hex("828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565"))
                .containsExactly(
                        ":method=GET",
                        ":scheme=https",
                        ":path=/index.html",
                        ":authority=www.example.com",
                        "custom-key=custom-value");
        assertThat(decoder.table().size()).isEqualTo(164);
        assertThat(table())
                .containsExactly("custom-key=custom-value", "cache-control=no-cache", ":authority=www.example.com");
    }

    @Test
    void c_4_requests_in_the_huffman_code() throws ConnectionFault {
        assertThat(hex("828684418cf1e3c2e5f23a6ba0ab90f4ff"))
                .containsExactly(":method=GET", ":scheme=http", ":path=/", ":authority=www.example.com");
        assertThat(hex("828684be5886a8eb10649cbf"))
                .containsExactly(
                        ":method=GET",
                        ":scheme=http",
                        ":path=/",
                        ":authority=www.example.com",
                        "cache-control=no-cache");
        assertThat(hex("828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf"))
                .containsExactly(
                        ":method=GET",
                        ":scheme=https",
                        ":path=/index.html",
                        ":authority=www.example.com",
                        "custom-key=custom-value");
        assertThat(decoder.table().size()).isEqualTo(164);
    }

    private static final String DATE_1 = "date=Mon, 21 Oct 2013 20:13:21 GMT";
    private static final String DATE_2 = "date=Mon, 21 Oct 2013 20:13:22 GMT";
    private static final String LOCATION = "location=https://www.example.com";
    private static final String COOKIE = "set-cookie=foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1";

    @Test
    void c_5_responses_without_the_huffman_code_in_a_table_of_256_bytes() throws ConnectionFault {
        decoder.table().most(256);

        assertThat(hex("4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d546e17"
                        + "68747470733a2f2f7777772e6578616d706c652e636f6d"))
                .containsExactly(":status=302", "cache-control=private", DATE_1, LOCATION);
        assertThat(decoder.table().size()).isEqualTo(222);

        assertThat(hex("4803333037c1c0bf")).containsExactly(":status=307", "cache-control=private", DATE_1, LOCATION);
        assertThat(table()).containsExactly(":status=307", LOCATION, DATE_1, "cache-control=private");

        assertThat(hex("88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d41"
                        + "53444a4b48514b425a584f5157454f50495541585157454f49553b206d61782d6167653d333630303b20766572"
                        + "73696f6e3d31"))
                .containsExactly(
                        ":status=200", "cache-control=private", DATE_2, LOCATION, "content-encoding=gzip", COOKIE);
        assertThat(table()).containsExactly(COOKIE, "content-encoding=gzip", DATE_2);
        assertThat(decoder.table().size()).isEqualTo(215);
    }

    @Test
    void c_6_responses_in_the_huffman_code_in_a_table_of_256_bytes() throws ConnectionFault {
        decoder.table().most(256);

        assertThat(hex("488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97"
                        + "c8e9ae82ae43d3"))
                .containsExactly(":status=302", "cache-control=private", DATE_1, LOCATION);
        assertThat(hex("4883640effc1c0bf")).containsExactly(":status=307", "cache-control=private", DATE_1, LOCATION);
        assertThat(hex(
                        "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b"
                                + "3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007"))
                .containsExactly(
                        ":status=200", "cache-control=private", DATE_2, LOCATION, "content-encoding=gzip", COOKIE);
        assertThat(table()).containsExactly(COOKIE, "content-encoding=gzip", DATE_2);
    }

    // ---- the table ----

    @Test
    void table_holds_what_fits_whatever_comes() throws ConnectionFault {
        Random random = new Random(4096);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            String name = "n" + "x".repeat(random.nextInt(60));
            String value = String.valueOf(i).repeat(random.nextInt(i % 500 == 0 ? 900 : 12));
            decode(new HpackWriter().indexing(name, value).bytes());
            expected.addFirst(name + "=" + value);
            while (size(expected) > 4096) {
                expected.removeLast();
            }

            assertThat(table()).isEqualTo(expected);
            assertThat(decoder.table().bytes().length).isLessThanOrEqualTo(4096);
        }
    }

    private static int size(List<String> entries) {
        return entries.stream().mapToInt(entry -> entry.length() - 1 + 32).sum();
    }

    @Test
    void name_may_come_from_the_entry_that_its_field_pushes_out() throws ConnectionFault {
        decode(new HpackWriter().size(64).indexing("abcdefgh", "12345678").bytes());

        assertThat(decode(new HpackWriter()
                        .integer(0x40, 6, 62)
                        .string("a value of twenty by")
                        .bytes()))
                .containsExactly("abcdefgh=a value of twenty by");
        assertThat(table()).containsExactly("abcdefgh=a value of twenty by");
    }

    @Test
    void field_larger_than_the_table_empties_it() throws ConnectionFault {
        decode(new HpackWriter().size(64).indexing("a", "b").bytes());

        assertThat(decode(new HpackWriter().indexing("c", "d".repeat(100)).bytes()))
                .containsExactly("c=" + "d".repeat(100));
        assertThat(table()).isEmpty();
    }

    @Test
    void block_that_refers_to_one_large_entry_again_and_again_takes_no_memory() throws ConnectionFault {
        byte[] large = new HpackWriter().indexing("bomb", "x".repeat(4000)).bytes();
        HpackWriter bomb = new HpackWriter();
        for (int i = 0; i < 30_000; i++) {
            bomb.indexed(62);
        }
        decode(large);
        long[] seen = {0};
        byte[] block = bomb.bytes();
        decoder.decode(block, 0, block.length, (bytes, nameStart, nameEnd, valueStart, valueEnd) -> {
            assertThat(bytes).isSameAs(decoder.table().bytes());
            seen[0] += valueEnd - valueStart;
        });

        assertThat(seen[0]).isEqualTo(120_000_000);
        assertThat(decoder.table().bytes().length).isLessThanOrEqualTo(4096);
    }

    // ---- what is refused; the names are h2spec's ----

    static Object[][] refused() {
        return new Object[][] {
            {"hpack/2.3.3/1 an index that no entry has", new HpackWriter().indexed(70)},
            {
                "hpack/2.3.3/2 a name by an index that no entry has",
                new HpackWriter().integer(0x40, 6, 70).string("x")
            },
            {
                "hpack/4.2/1 a change of size behind a field",
                new HpackWriter().indexed(1).size(1)
            },
            {"hpack/5.2/1 padding of more than seven bits", string(0x85, 0x65, 0x7f, 0xff, 0xff, 0xff)},
            {"hpack/5.2/2 padding of zeros", string(0x81, 0x18)},
            {"hpack/5.2/3 the end symbol", string(0x84, 0x3f, 0xff, 0xff, 0xff)},
            {"hpack/6.1/1 index zero", new HpackWriter().indexed(0)},
            {"hpack/6.3/1 a size above what was announced", new HpackWriter().size(4097)},
            {"three changes of size", new HpackWriter().size(1).size(2).size(3)},
            {"an endless number", new HpackWriter().raw(0xff, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01)},
            {"a number that overflows", new HpackWriter().raw(0xff, 0xff, 0xff, 0xff, 0xff, 0x0f)},
            {"a number that does not end", new HpackWriter().raw(0xff, 0x80)},
            {"a string longer than the block", new HpackWriter().raw(0x00, 0x05, 'a')},
            {"a field without a value", new HpackWriter().raw(0x00, 0x01, 'a')},
            {"a field without a name", new HpackWriter().raw(0x40)},
        };
    }

    private static HpackWriter string(int... bytes) {
        return new HpackWriter().raw(0x00, 0x01, 'a').raw(bytes);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void block_that_breaks_the_code_ends_the_connection(String what, HpackWriter block) {
        assertThatThrownBy(() -> decode(block.bytes()))
                .isInstanceOfSatisfying(
                        ConnectionFault.class,
                        fault -> assertThat(fault.reason().code()).isEqualTo(ErrorCode.COMPRESSION_ERROR));
    }

    @Test
    void rubbish_never_does_more_than_be_refused() {
        Random random = new Random(42);
        int refused = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] block = new byte[random.nextInt(64)];
            random.nextBytes(block);
            try {
                decode(block);
            } catch (ConnectionFault e) {
                refused++;
                decoder = new HpackDecoder();
            }
        }

        assertThat(refused).isBetween(20_000, 49_999);
    }
}
