package tandem.core.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tandem.core.wire.WireCase.Fate;
import tandem.core.wire.WireCase.Verdict;

/**
 * The cases in {@code wire/*.txt}. A case is a block of lines: id and words; {@code >} a line that the client sends,
 * {@code >>} bytes without a line end; {@code <} and {@code <<} the same of the member, {@code <.} its end; {@code =} a right
 * verdict with statuses; {@code +} what must be passed on, {@code -} what must not. Escapes as in {@link Bytes#unescaped}.
 */
public final class Corpus {
    private static final byte[] PLAIN_GET = Bytes.of("GET /case HTTP/1.1\r\nHost: shop.example\r\n\r\n");

    private Corpus() {}

    /** What clients send. */
    public static List<WireCase> requests() {
        return read("requests.txt");
    }

    /** What members answer. */
    public static List<WireCase> responses() {
        return read("responses.txt");
    }

    /** Where it is decided to differ from what others do: id of the case, and why. */
    public static Map<String, String> differences() {
        return text("differences.txt")
                .lines()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(line -> line.split(" \\| ", 2))
                .collect(Collectors.toMap(parts -> parts[0].strip(), parts -> parts[1].strip()));
    }

    private static List<WireCase> read(String name) {
        List<WireCase> cases = Stream.of(text(name).split("\n\n+"))
                .map(block ->
                        block.lines().filter(line -> !line.startsWith("#")).toList())
                .filter(block -> !block.isEmpty())
                .map(Corpus::parsed)
                .toList();
        Set<String> ids = new HashSet<>();
        cases.forEach(each -> {
            if (!ids.add(each.id())) {
                throw new IllegalArgumentException(name + " has " + each.id() + " twice");
            }
        });
        return cases;
    }

    private static String text(String name) {
        try (InputStream in = Corpus.class.getResourceAsStream("/wire/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the tests have no /wire/" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static WireCase parsed(List<String> block) {
        String[] title = block.getFirst().split(" ", 2);
        if (title.length < 2 || !title[0].matches("[MR]\\d\\d[a-z]{0,2}")) {
            throw new IllegalArgumentException("a case does not begin with its id and words: " + block.getFirst());
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        boolean ends = false;
        List<Verdict> verdicts = new ArrayList<>();
        List<String> present = new ArrayList<>();
        List<String> absent = new ArrayList<>();
        for (String line : block.subList(1, block.size())) {
            switch (line.charAt(0)) {
                case '>' -> bytes(request, line, '>');
                case '<' -> {
                    ends |= line.equals("<.");
                    bytes(response, line.equals("<.") ? "<<" : line, '<');
                }
                case '=' -> verdicts.add(verdict(line.substring(1).strip()));
                case '+' -> present.add(Bytes.text(Bytes.unescaped(line.substring(2))));
                case '-' -> absent.add(Bytes.text(Bytes.unescaped(line.substring(2))));
                default -> throw new IllegalArgumentException(title[0] + " has a line that says nothing: " + line);
            }
        }
        if (verdicts.isEmpty()) {
            throw new IllegalArgumentException(title[0] + " has no verdict");
        }
        byte[] sent = request.size() == 0 ? PLAIN_GET : request.toByteArray();
        return new WireCase(title[0], title[1], sent, response.toByteArray(), ends, verdicts, present, absent);
    }

    private static void bytes(ByteArrayOutputStream out, String line, char mark) {
        boolean raw = line.length() > 1 && line.charAt(1) == mark;
        String text = line.substring(raw ? 2 : 1);
        out.writeBytes(Bytes.unescaped(text.startsWith(" ") ? text.substring(1) : text));
        if (!raw) {
            out.writeBytes(new byte[] {'\r', '\n'});
        }
    }

    private static Verdict verdict(String text) {
        String[] words = text.split(" ");
        Fate fate = Fate.valueOf(words[0].toUpperCase(Locale.ROOT));
        return new Verdict(fate, Stream.of(words).skip(1).map(Integer::valueOf).collect(Collectors.toSet()));
    }
}
