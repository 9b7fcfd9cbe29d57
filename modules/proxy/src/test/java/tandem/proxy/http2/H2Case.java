package tandem.proxy.http2;

import java.util.List;
import java.util.Set;

/**
 * Something a client does, and how a server has to take it.
 *
 * @param id the number that h2spec gives it, or a name of our own
 * @param what it does, in words
 * @param bytes what is sent behind the preface and the first settings
 * @param fate how it ends
 * @param codes what the client may be told; empty if it is told nothing
 * @param lines what the server's frames must have among them
 */
public record H2Case(String id, String what, FrameBytes bytes, Fate fate, Set<ErrorCode> codes, List<String> lines) {
    /** How it ends. */
    public enum Fate {
        /** The connection lives on. */
        GOES_ON,
        /** The stream is reset, or the connection ends. */
        STREAM_ERROR,
        /** The connection ends. */
        CONNECTION_ERROR
    }

    static H2Case goesOn(String id, String what, FrameBytes bytes, String... lines) {
        return new H2Case(id, what, bytes, Fate.GOES_ON, Set.of(), List.of(lines));
    }

    static H2Case ends(String id, String what, FrameBytes bytes, ErrorCode... codes) {
        return new H2Case(id, what, bytes, Fate.CONNECTION_ERROR, Set.of(codes), List.of());
    }

    static H2Case resets(String id, String what, FrameBytes bytes, ErrorCode... codes) {
        return new H2Case(id, what, bytes, Fate.STREAM_ERROR, Set.of(codes), List.of());
    }

    String sentence() {
        return id + " " + what;
    }

    /**
     * What is wrong with how a server took it.
     *
     * @param frames all it sent, as {@link FrameLog} writes them
     * @param closed whether it closed the connection
     * @return empty if nothing is
     */
    public String flaw(List<String> frames, boolean closed) {
        String goAway = last(frames, "GOAWAY ");
        boolean goneRight = codes.stream().anyMatch(code -> goAway.endsWith(" " + code));
        boolean resetRight = frames.stream()
                .anyMatch(line ->
                        line.startsWith("RST_STREAM ") && codes.stream().anyMatch(code -> line.endsWith(" " + code)));
        boolean right = switch (fate) {
            case GOES_ON -> !closed && goAway.isEmpty() && frames.contains("PING ack 4711");
            case STREAM_ERROR -> goneRight && closed || resetRight && !closed;
            case CONNECTION_ERROR -> goneRight && closed;
        };
        List<String> missing =
                lines.stream().filter(line -> !seen(frames, line)).toList();
        return right && missing.isEmpty()
                ? ""
                : "expected " + fate + " " + codes + " " + missing + ", got " + frames + (closed ? ", closed" : "");
    }

    /** Of a response's head only the beginning counts. */
    private static boolean seen(List<String> frames, String line) {
        return frames.stream()
                .anyMatch(frame -> line.startsWith("HEADERS") ? frame.startsWith(line) : frame.equals(line));
    }

    private static String last(List<String> frames, String beginning) {
        return frames.stream().filter(line -> line.startsWith(beginning)).reduce("", (before, line) -> line);
    }

    @Override
    public String toString() {
        return sentence();
    }
}
