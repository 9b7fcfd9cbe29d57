package tandem.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.core.config.ClientLimits;

/** What a client may do at little cost to itself costs this node little too, and ends. */
class SessionAttackTest {
    private static final long SECOND = 1_000_000_000L;

    private final SessionBench bench = new SessionBench();

    private static FrameBytes bytes() {
        return new FrameBytes();
    }

    private String goAway() {
        return bench.lines().stream()
                .filter(line -> line.startsWith("GOAWAY"))
                .findFirst()
                .orElse("");
    }

    // ---- streams that end early ----

    /** By number of a stream: a request, and what ends it at once. */
    static Object[][] resets() {
        return new Object[][] {
            {
                "rapid reset",
                (IntFunction<FrameBytes>) id -> bytes().get(id, "/hold").reset(id, ErrorCode.CANCEL)
            },
            {
                "a window opened by nothing",
                (IntFunction<FrameBytes>) id -> bytes().get(id, "/hold").windowUpdate(id, 0)
            },
            {
                "a window that overflows",
                (IntFunction<FrameBytes>) id -> bytes().get(id, "/hold").windowUpdate(id, Integer.MAX_VALUE)
            },
            {
                "DATA behind the request",
                (IntFunction<FrameBytes>) id -> bytes().get(id, "/hold").data(id, true, "x")
            },
            {
                "HEADERS behind the request",
                (IntFunction<FrameBytes>) id -> bytes().get(id, "/hold").get(id, "/")
            },
            {
                "HEADERS that do not end the stream",
                (IntFunction<FrameBytes>) id -> bytes().headers(id, false, FrameBytes.request("POST", "/hold"))
                        .headers(id, false, new HpackWriter().field("x", "y"))
            },
            {
                "a body longer than its length",
                (IntFunction<FrameBytes>) id -> bytes().headers(
                                id, false, FrameBytes.request("POST", "/").field("content-length", "1"))
                        .data(id, false, "xx")
            },
            {
                "malformed requests",
                (IntFunction<FrameBytes>) id ->
                        bytes().headers(id, true, FrameBytes.request("GET", "/").field("X", "y"))
            },
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("resets")
    void streams_that_end_early_end_the_connection(String what, IntFunction<FrameBytes> attack) {
        int id = 1;
        while (!bench.failed && id < 20_000) {
            bench.say(attack.apply(id));
            assertThat(bench.running).isLessThanOrEqualTo(1);
            id += 2;
        }

        assertThat(goAway()).endsWith("ENHANCE_YOUR_CALM");
        assertThat(bench.requests).hasSizeBetween(Budget.RESETS, Budget.RESETS + 1);
        assertThat(bench.running).isZero();
        assertThat(bench.session.open()).isZero();
    }

    @Test
    void browser_that_leaves_a_page_now_and_then_is_served() {
        int id = 1;
        for (int page = 0; page < 50; page++) {
            bench.nanos += 15 * SECOND;
            FrameBytes asks = bytes();
            FrameBytes leaves = bytes();
            for (int i = 0; i < 100; i++, id += 2) {
                asks.get(id, "/hold");
                leaves.reset(id, ErrorCode.CANCEL);
            }
            bench.say(asks);
            assertThat(bench.running).isEqualTo(100);
            bench.say(leaves);
            assertThat(bench.running).isZero();
        }

        assertThat(bench.failed).isFalse();
        assertThat(bench.clientResets).isEqualTo(5000);
    }

    @Test
    void streams_above_the_most_are_refused_and_not_begun() {
        FrameBytes many = bytes();
        for (int i = 0; i < 150; i++) {
            many.get(2 * i + 1, "/hold");
        }
        bench.say(many);

        assertThat(bench.running).isEqualTo(Session.MOST_STREAMS);
        assertThat(bench.lines().stream().filter(line -> line.endsWith("REFUSED_STREAM")))
                .hasSize(50);
        assertThat(bench.failed).isFalse();

        bench.say(bytes().reset(1, ErrorCode.CANCEL).get(301, "/"));
        assertThat(bench.lines()).contains("DATA 301 end ok");
    }

    // ---- frames that move nothing ----

    static Object[][] floods() {
        FrameBytes block = bytes().frame(
                        FrameBytes.HEADERS, 0, 1, FrameBytes.request("GET", "/").bytes());
        return new Object[][] {
            {"PING", bytes(), bytes().ping(1), ErrorCode.ENHANCE_YOUR_CALM},
            {
                "PING ack",
                bytes(),
                bytes().frame(FrameBytes.PING, FrameBytes.ACK, 0, new byte[8]),
                ErrorCode.ENHANCE_YOUR_CALM
            },
            {"SETTINGS", bytes(), bytes().settings(), ErrorCode.ENHANCE_YOUR_CALM},
            {"SETTINGS ack", bytes(), bytes().settingsAck(), ErrorCode.ENHANCE_YOUR_CALM},
            {"settings", bytes(), bytes().settings(4, 1, 4, 2, 4, 3), ErrorCode.ENHANCE_YOUR_CALM},
            {"PRIORITY", bytes(), bytes().frame(FrameBytes.PRIORITY, 0, 1, 0, 0, 0, 0, 1), ErrorCode.ENHANCE_YOUR_CALM},
            {"unknown frames", bytes(), bytes().frame(0x42, 0, 0), ErrorCode.ENHANCE_YOUR_CALM},
            {
                "empty DATA",
                bytes().headers(1, false, FrameBytes.request("POST", "/")),
                bytes().data(1, false, ""),
                ErrorCode.ENHANCE_YOUR_CALM
            },
            {"small windows", bytes().get(1, "/hold"), bytes().windowUpdate(1, 1), ErrorCode.ENHANCE_YOUR_CALM},
            {"small windows of the connection", bytes(), bytes().windowUpdate(0, 1), ErrorCode.ENHANCE_YOUR_CALM},
            {
                "resets of a closed stream",
                bytes().get(1, "/"),
                bytes().reset(1, ErrorCode.CANCEL),
                ErrorCode.ENHANCE_YOUR_CALM
            },
            {"CONTINUATION", block, bytes().frame(FrameBytes.CONTINUATION, 0, 1), ErrorCode.ENHANCE_YOUR_CALM},
            {
                "large CONTINUATION",
                block,
                bytes().frame(FrameBytes.CONTINUATION, 0, 1, new byte[16_384]),
                ErrorCode.ENHANCE_YOUR_CALM
            },
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    void frames_that_move_nothing_end_the_connection(String what, FrameBytes first, FrameBytes flood, ErrorCode code) {
        bench.say(first);
        int frames = 0;
        while (!bench.failed && frames < 10_000) {
            bench.say(flood);
            frames++;
        }

        assertThat(goAway()).endsWith(code.toString());
        assertThat(frames).isLessThanOrEqualTo(Budget.CONTROLS + 10);
    }

    @Test
    void client_that_pings_ten_times_a_second_is_served_for_a_day() {
        for (int i = 0; i < 864_000 / 10; i++) {
            bench.nanos += SECOND / 10;
            bench.say(bytes().ping(i));
            bench.lines().clear();
        }

        assertThat(bench.failed).isFalse();
    }

    @Test
    void download_that_opens_its_windows_frame_by_frame_is_served() {
        bench.body = "x".repeat(65_535);
        for (int id = 1; id < 4000; id += 2) {
            bench.say(bytes().get(id, "/"));
            for (int i = 0; i < 4; i++) {
                bench.say(bytes().windowUpdate(0, 16_384));
            }
            bench.lines().clear();
        }

        assertThat(bench.failed).isFalse();
    }

    @Test
    void answers_to_a_flood_are_hardly_larger_than_the_flood() {
        FrameBytes flood = bytes();
        for (int i = 0; i < 500; i++) {
            flood.ping(i).settings();
        }
        int before = bench.lines().size();
        bench.say(flood);

        assertThat(bench.lines().size() - before).isEqualTo(1000);
    }

    // ---- memory ----

    @Test
    void head_that_unpacks_to_more_than_is_allowed_is_refused_and_not_kept() {
        HpackWriter bomb = FrameBytes.request("GET", "/").indexing("bomb", "x".repeat(4000));
        for (int i = 0; i < 10_000; i++) {
            bomb.indexed(62);
        }
        bench.say(bytes().headers(1, true, bomb).get(3, "/"));

        assertThat(bench.requests.get(1).length())
                .isLessThan(ClientLimits.DEFAULT.head().asInt() + 1000);
        assertThat(bench.lines()).contains("HEADERS 1 end :status=431 content-length=2", "DATA 3 end ok");
    }

    @Test
    void head_of_a_thousand_crumbs_is_refused() {
        HpackWriter crumbs = FrameBytes.request("GET", "/");
        for (int i = 0; i < 1000; i++) {
            crumbs.field("cookie", "a");
        }
        bench.say(bytes().headers(1, true, crumbs));

        assertThat(bench.lines()).contains("HEADERS 1 end :status=431 content-length=2");
    }

    @Test
    void more_fields_than_are_allowed_are_refused_rather_than_dropped() {
        HpackWriter block = FrameBytes.request("GET", "/");
        for (int i = 0; i < 101; i++) {
            block.field("x-" + i, "y");
        }
        bench.say(bytes().headers(1, true, block));

        assertThat(bench.lines()).contains("HEADERS 1 end :status=431 content-length=2");
        assertThat(bench.failed).isFalse();
    }

    @Test
    void body_that_nobody_takes_is_held_up_to_its_window() {
        bench.say(bytes().headers(1, false, FrameBytes.request("POST", "/hold")));
        for (int i = 0; i < 3; i++) {
            bench.say(bytes().frame(FrameBytes.DATA, 0, 1, new byte[16_384]));
        }
        bench.say(bytes().frame(FrameBytes.DATA, 0, 1, new byte[16_383]));
        assertThat(bench.failed).isFalse();
        assertThat(bench.lines()).noneMatch(line -> line.startsWith("WINDOW_UPDATE 1"));

        bench.say(bytes().data(1, false, "x"));
        assertThat(goAway()).endsWith("FLOW_CONTROL_ERROR");
    }

    @Test
    void bodies_that_nobody_takes_are_held_up_to_the_connections_window() {
        long held = 0;
        for (int id = 1; !bench.failed; id += 2) {
            bench.say(bytes().headers(id, false, FrameBytes.request("POST", "/hold"))
                    .frame(FrameBytes.DATA, 0, id, new byte[16_000]));
            held += 16_000;
        }

        assertThat(goAway()).endsWith("FLOW_CONTROL_ERROR");
        assertThat(held).isLessThan(ReceiveWindows.CONNECTION_WITH_BODIES + 16_000);
    }

    @Test
    void windows_grow_for_a_body_that_is_taken_while_there_is_memory() {
        assertThat(upload(true)).isEqualTo(ReceiveWindows.MOST_OF_STREAM);
        assertThat(upload(false)).isEqualTo(PeerSettings.FIRST_WINDOW);
    }

    /** The largest window that a stream is seen to have. */
    private static long upload(boolean memory) {
        SessionBench bench = new SessionBench();
        bench.mayGrow = memory;
        bench.say(bytes().headers(1, false, FrameBytes.request("POST", "/")));
        long window = PeerSettings.FIRST_WINDOW;
        long largest = window;
        for (int i = 0; i < 2000; i++) {
            bench.say(bytes().frame(FrameBytes.DATA, 0, 1, new byte[16_000]));
            window -= 16_000;
            for (String line : List.copyOf(bench.lines())) {
                if (line.startsWith("WINDOW_UPDATE 1 ")) {
                    window += Long.parseLong(line.substring(16));
                }
            }
            bench.lines().clear();
            largest = Math.max(largest, window);
        }
        assertThat(bench.failed).isFalse();
        return largest > PeerSettings.FIRST_WINDOW && largest > ReceiveWindows.MOST_OF_STREAM - 16_001
                ? ReceiveWindows.MOST_OF_STREAM
                : largest;
    }

    @Test
    void responses_that_nobody_takes_wait_and_send_nothing() {
        bench.say(bytes().settings(4, 0));
        FrameBytes many = bytes();
        for (int i = 0; i < 100; i++) {
            many.get(2 * i + 1, "/");
        }
        bench.say(many);

        assertThat(bench.running).isEqualTo(100);
        assertThat(bench.lines()).noneMatch(line -> line.startsWith("DATA"));
        bench.say(bytes().settings(4, 10));
        assertThat(bench.running).isZero();
    }

    // ---- ends ----

    @Test
    void drained_connection_takes_what_was_on_its_way_and_nothing_behind_it() {
        bench.say(bytes().get(1, "/hold"));
        bench.session.drain();
        bench.say(bytes().get(3, "/"));
        assertThat(bench.lines()).contains("GOAWAY 2147483647 NO_ERROR", "DATA 3 end ok");
        assertThat(bench.session.ending()).isFalse();

        bench.say(bytes().frame(
                        FrameBytes.PING,
                        FrameBytes.ACK,
                        0,
                        java.nio.ByteBuffer.allocate(8)
                                .putLong(Session.DRAIN_PING)
                                .array()));
        bench.say(bytes().get(5, "/"));

        assertThat(bench.lines()).contains("GOAWAY 3 NO_ERROR", "RST_STREAM 5 REFUSED_STREAM");
        assertThat(bench.session.ending()).isTrue();
        assertThat(bench.session.open()).isEqualTo(1);
    }

    @Test
    void end_of_the_connection_ends_every_stream() {
        bench.say(bytes().get(1, "/hold").headers(3, false, FrameBytes.request("POST", "/hold")));

        bench.session.noMore();
        assertThat(bench.answers.get(0).received).hasToString(" finished");
        assertThat(bench.answers.get(1).received.toString()).startsWith(" broken: the connection ended");
        bench.session.end();

        assertThat(bench.running).isZero();
        assertThat(bench.session.open()).isZero();
    }
}
