package tandem.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.proxy.http.HeadBytes;

class FrameReaderTest {
    /** Writes down what it is told. */
    private static final class Recorder implements FrameReader.Told {
        final StringBuilder seen = new StringBuilder();
        private final StringBuilder payload = new StringBuilder();

        private void add(String event) {
            seen.append(event).append('\n');
        }

        @Override
        public void dataBegins(int stream, int flowLength, boolean end) {
            payload.setLength(0);
            payload.append("data ")
                    .append(stream)
                    .append(' ')
                    .append(flowLength)
                    .append(end ? " end " : " ");
        }

        @Override
        public void data(ByteBuffer piece) {
            payload.append(StandardCharsets.ISO_8859_1.decode(piece));
        }

        @Override
        public void dataEnds() {
            add(payload.toString());
        }

        @Override
        public void fields(int stream, boolean end, byte[] bytes, int start, int blockEnd) {
            add("fields " + stream + (end ? " end " : " ")
                    + new String(bytes, start, blockEnd - start, StandardCharsets.ISO_8859_1));
        }

        @Override
        public void reset(int stream, int code) {
            add("reset " + stream + " " + code);
        }

        @Override
        public void setting(int name, long value) {
            add("setting " + name + "=" + value);
        }

        @Override
        public void settingsEnd() {
            add("settings end");
        }

        @Override
        public void settingsAck() {
            add("settings ack");
        }

        @Override
        public void ping(boolean ack, long payload) {
            add("ping " + ack + " " + payload);
        }

        @Override
        public void goAway(int last, int code) {
            add("goaway " + code);
        }

        @Override
        public void windowUpdate(int stream, int increment) {
            add("window " + stream + " " + increment);
        }

        @Override
        public void aside() {
            add("idle");
        }
    }

    private static final int MAX_BLOCK = 65_536;

    private static FrameBytes started() {
        return FrameBytes.preface().settings();
    }

    private static FrameBytes everything() {
        return FrameBytes.preface()
                .settings(1, 0, 4, -1)
                .settingsAck()
                .frame(FrameBytes.HEADERS, FrameBytes.END_HEADERS, 1, "abc".getBytes(StandardCharsets.US_ASCII))
                .frame(FrameBytes.DATA, 0, 1, "some payload".getBytes(StandardCharsets.US_ASCII))
                .frame(FrameBytes.DATA, FrameBytes.PADDED, 1, 3, 'x', 'y', 0, 0, 0)
                .frame(FrameBytes.DATA, FrameBytes.PADDED | FrameBytes.END_STREAM, 1, 1, 0)
                .frame(
                        FrameBytes.HEADERS,
                        FrameBytes.PADDED | FrameBytes.WITH_PRIORITY | FrameBytes.END_STREAM,
                        0x80000003,
                        2,
                        0x80,
                        0,
                        0,
                        1,
                        16,
                        'd',
                        'e',
                        0,
                        0)
                .frame(FrameBytes.CONTINUATION, 0, 3)
                .frame(FrameBytes.CONTINUATION, FrameBytes.END_HEADERS, 3, 'f')
                .frame(FrameBytes.PRIORITY, 0, 5, 0, 0, 0, 3, 1)
                .reset(3, ErrorCode.CANCEL)
                .ping(Long.MIN_VALUE + 7)
                .frame(FrameBytes.PING, FrameBytes.ACK, 0, 0, 0, 0, 0, 0, 0, 0, 9)
                .frame(0x1f, 0xff, 77, 1, 2, 3)
                .frame(FrameBytes.GOAWAY, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 'b', 'y', 'e')
                .windowUpdate(0, Integer.MAX_VALUE)
                .windowUpdate(3, 1);
    }

    private static final String TOLD = """
            setting 1=0
            setting 4=4294967295
            settings end
            settings ack
            fields 1 abc
            data 1 12 some payload
            data 1 6 xy
            data 1 2 end\s
            idle
            idle
            fields 3 end def
            idle
            reset 3 8
            ping false -9223372036854775801
            ping true 9
            idle
            goaway 2
            window 0 2147483647
            window 3 1
            """;

    @Test
    void frames_read_the_same_wherever_they_are_cut() throws ConnectionFault {
        byte[] bytes = everything().bytes();
        for (int cut = 0; cut <= bytes.length; cut++) {
            Recorder told = new Recorder();
            FrameReader reader = new FrameReader(told, MAX_BLOCK);
            reader.read(ByteBuffer.wrap(bytes, 0, cut));
            reader.read(ByteBuffer.wrap(bytes, cut, bytes.length - cut));

            assertThat(told.seen.toString()).as("cut at %d", cut).isEqualTo(TOLD);
            assertThat(reader.withinHead()).isFalse();
        }
    }

    @Test
    void frames_read_the_same_byte_by_byte() throws ConnectionFault {
        Recorder told = new Recorder();
        FrameReader reader = new FrameReader(told, MAX_BLOCK);
        for (byte b : everything().bytes()) {
            reader.read(ByteBuffer.wrap(new byte[] {b}));
        }

        assertThat(told.seen.toString()).isEqualTo(TOLD);
    }

    @Test
    void half_a_frame_is_within_a_frame() throws ConnectionFault {
        byte[] bytes = started().ping(1).bytes();
        FrameReader reader = new FrameReader(new Recorder(), MAX_BLOCK);
        int begins = bytes.length - 17;
        reader.read(ByteBuffer.wrap(bytes, 0, begins));
        assertThat(reader.withinHead()).isFalse();
        reader.read(ByteBuffer.wrap(bytes, begins, 3));
        assertThat(reader.withinHead()).isTrue();
        reader.read(ByteBuffer.wrap(bytes, begins + 3, 13));
        assertThat(reader.withinHead()).isTrue();
        reader.read(ByteBuffer.wrap(bytes, begins + 16, 1));
        assertThat(reader.withinHead()).isFalse();
    }

    @Test
    void reader_that_is_stopped_takes_nothing_more() throws ConnectionFault {
        Recorder told = new Recorder();
        FrameReader reader = new FrameReader(told, MAX_BLOCK);
        reader.stop();
        ByteBuffer bytes = ByteBuffer.wrap(everything().bytes());
        reader.read(bytes);

        assertThat(told.seen.toString()).isEmpty();
        assertThat(bytes.hasRemaining()).isFalse();
    }

    private static Reason refused(FrameBytes bytes) {
        try {
            new FrameReader(new Recorder(), MAX_BLOCK).read(ByteBuffer.wrap(bytes.bytes()));
        } catch (ConnectionFault e) {
            return e.reason();
        }
        throw new AssertionError("it was taken");
    }

    @Test
    void field_block_has_to_end() {
        FrameBytes many = started().frame(FrameBytes.HEADERS, 0, 1, 'a');
        FrameBytes large = started().frame(FrameBytes.HEADERS, 0, 1, new byte[16_384]);
        for (int i = 0; i < 33; i++) {
            many.frame(FrameBytes.CONTINUATION, 0, 1, 'b');
            large.frame(FrameBytes.CONTINUATION, 0, 1, new byte[16_384]);
        }

        assertThat(refused(many)).isEqualTo(Reason.HEADER_FLOOD);
        assertThat(refused(large)).isEqualTo(Reason.HEADER_FLOOD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\r", "\u0016\u0003\u0001"})
    void connection_without_the_preface_is_refused_at_its_first_wrong_byte(String text) {
        assertThat(refused(new FrameBytes().raw(text))).isEqualTo(Reason.PROTOCOL);
    }

    @Test
    void rubbish_never_does_more_than_be_refused() {
        Random random = new Random(9113);
        for (int i = 0; i < 20_000; i++) {
            byte[] rubbish = new byte[random.nextInt(80)];
            random.nextBytes(rubbish);
            FrameBytes bytes =
                    started().header(random.nextInt(40), random.nextInt(11), random.nextInt(256), random.nextInt(3));
            FrameReader reader = new FrameReader(new Recorder(), MAX_BLOCK);
            try {
                reader.read(ByteBuffer.wrap(bytes.raw(rubbish).bytes()));
            } catch (ConnectionFault e) {
                assertThat(e.sentence()).isNotEmpty();
            }
        }
    }

    // ---- what is written ----

    private final ByteBuffer out = ByteBuffer.allocate(100_000);

    private Recorder readBack() throws ConnectionFault {
        Recorder told = new Recorder();
        FrameReader reader = new FrameReader(told, MAX_BLOCK);
        reader.read(ByteBuffer.wrap(FrameBytes.preface().bytes()));
        reader.read(out.flip());
        return told;
    }

    @Test
    void what_is_written_reads_back() throws ConnectionFault {
        FrameWriter writer = new FrameWriter(bytes -> out);
        ByteBuffer payload = ByteBuffer.wrap("abcdef".getBytes(StandardCharsets.US_ASCII));

        writer.settings(3, 100, 6, -1);
        writer.settingsAck();
        writer.ping(true, -5);
        writer.reset(1, ErrorCode.HTTP_1_1_REQUIRED);
        writer.windowUpdate(3, 70_000);
        writer.data(5, payload, 4, false);
        writer.data(5, payload, 2, true);
        writer.goAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR, "x".repeat(500));

        assertThat(readBack().seen.toString()).isEqualTo("""
                        setting 3=100
                        setting 6=4294967295
                        settings end
                        settings ack
                        ping true -5
                        reset 1 13
                        window 3 70000
                        data 5 4 abcd
                        data 5 2 end ef
                        goaway 0
                        """);
    }

    @Test
    void large_field_block_goes_in_several_frames() throws ConnectionFault {
        FrameWriter writer = new FrameWriter(bytes -> out);
        HeadBytes block = new HeadBytes();
        for (int length : new int[] {0, 1, 16_384, 16_385, 40_000}) {
            out.clear();
            block.clear().put("x".repeat(length));
            writer.settings();
            writer.fields(7, block, true);

            assertThat(readBack().seen.toString())
                    .isEqualTo("settings end\n" + "idle\n".repeat(Math.max(0, (length - 1) / 16_384)) + "fields 7 end "
                            + "x".repeat(length) + "\n");
        }
    }

    @Test
    void stream_that_depends_on_itself_is_refused() {
        assertThat(refused(started().frame(FrameBytes.PRIORITY, 0, 5, 0, 0, 0, 5, 1)))
                .isEqualTo(Reason.PROTOCOL);
    }
}
