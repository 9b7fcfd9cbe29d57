package tandem.core.wire;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Makes new messages of those of a corpus, in ways that hurt parsers of HTTP. The same seed makes the same messages. */
public final class Mutator {
    private static final int MOST_STEPS = 4;
    private static final int LONGEST = 100_000;
    private static final List<byte[]> WORDS = List.of(
            Bytes.of("\r\n"),
            Bytes.of("\n"),
            Bytes.of("\r"),
            Bytes.of("\r\n\r\n"),
            Bytes.of("\0"),
            Bytes.of("\t"),
            Bytes.of(" "),
            Bytes.of("\u000b"),
            Bytes.of("\u00a0"),
            Bytes.of("\u00ff"),
            Bytes.of(":"),
            Bytes.of(";"),
            Bytes.of(","),
            Bytes.of("\""),
            Bytes.of("chunked"),
            Bytes.of("0\r\n\r\n"),
            Bytes.of("ffffffffffffffff"),
            Bytes.of("00000000000000005"),
            Bytes.of("18446744073709551621"),
            Bytes.of("Content-Length: 5\r\n"),
            Bytes.of("Content-Length: 0\r\n"),
            Bytes.of("Transfer-Encoding: chunked\r\n"),
            Bytes.of("Connection: close\r\n"),
            Bytes.of("Connection: keep-alive, Content-Length\r\n"),
            Bytes.of("Host: other.example\r\n"),
            Bytes.of("Expect: 100-continue\r\n"),
            Bytes.of("HTTP/1.0"),
            Bytes.of("HTTP/1.1"),
            Bytes.of("GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"),
            Bytes.of("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"));

    private final List<byte[]> seeds;

    /** Makes messages of these. */
    public Mutator(List<byte[]> seeds) {
        this.seeds = seeds.stream().filter(seed -> seed.length < 4000).toList();
    }

    /** A message of this seed. */
    public byte[] message(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
        for (int steps = random.nextInt(MOST_STEPS + 1); steps > 0; steps--) {
            bytes = changed(bytes, random);
        }
        return bytes.length > LONGEST ? Arrays.copyOf(bytes, LONGEST) : bytes;
    }

    private byte[] changed(byte[] bytes, SplittableRandom random) {
        int at = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, at + random.nextInt(20));
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> spliced(bytes, at, at, WORDS.get(random.nextInt(WORDS.size())));
            case 3 -> spliced(bytes, at, to, WORDS.get(random.nextInt(WORDS.size())));
            case 4 -> spliced(bytes, at, to, new byte[0]);
            case 5 -> spliced(bytes, at, Math.min(bytes.length, at + 1), new byte[] {(byte) random.nextInt(256)});
            case 6 -> lineMoved(bytes, random);
            case 7 -> Arrays.copyOf(bytes, at);
            case 8 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, to));
            default -> crossed(bytes, at, random);
        };
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + middle.length);
        out.write(bytes, 0, from);
        out.writeBytes(middle);
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }

    /** A line goes to where another one begins; the first line may be among them. */
    private static byte[] lineMoved(byte[] bytes, SplittableRandom random) {
        int from = lineStart(bytes, random.nextInt(bytes.length + 1));
        int to = from;
        while (to < bytes.length && bytes[to++] != '\n') {
            // to its end
        }
        byte[] line = Arrays.copyOfRange(bytes, from, to);
        byte[] rest = random.nextBoolean() ? spliced(bytes, from, to, new byte[0]) : bytes;
        int at = lineStart(rest, random.nextInt(rest.length + 1));
        return spliced(rest, at, at, line);
    }

    private static int lineStart(byte[] bytes, int at) {
        int start = at;
        while (start > 0 && bytes[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    private byte[] crossed(byte[] bytes, int at, SplittableRandom random) {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        int from = random.nextInt(other.length + 1);
        return spliced(bytes, at, bytes.length, Arrays.copyOfRange(other, from, other.length));
    }
}
