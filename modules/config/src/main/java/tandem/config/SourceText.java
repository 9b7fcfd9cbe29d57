package tandem.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file's text, for reading and for code frames.
 *
 * @param name as findings name it
 */
record SourceText(String name, String text, List<String> lines) {
    private static final int MAX_BYTES = 4 << 20;
    private static final int FRAME_WIDTH = 160;

    static SourceText of(String name, String text) {
        return new SourceText(name, text, text.lines().toList());
    }

    /** Reads a UTF-8 file; what stops that is reported at {@code asked}, or at the file itself where nothing asked for it. */
    static Optional<SourceText> read(Path file, Report report, Optional<Place> asked, String key) {
        String problem;
        try {
            if (Files.isDirectory(file)) {
                problem = "is a directory, not a file";
            } else if (!Files.isRegularFile(file)) {
                problem = Files.exists(file) ? "is not a regular file" : "does not exist";
            } else if (Files.size(file) > MAX_BYTES) {
                problem = "is larger than 4 MiB, which no configuration is";
            } else {
                return Optional.of(of(file.toString(), decoded(Files.readAllBytes(file))));
            }
        } catch (CharacterCodingException e) {
            problem = "is not UTF-8 text";
        } catch (NoSuchFileException e) {
            problem = "does not exist";
        } catch (IOException e) {
            problem = "cannot be read: " + e;
        }
        if (asked.isPresent()) {
            report.error(asked.get(), key, file + " " + problem);
        } else {
            report.error(new Place(of(file.toString(), ""), 0, 0), key, problem);
        }
        return Optional.empty();
    }

    private static String decoded(byte[] bytes) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** The line and a caret under the column; empty where there is no such line. */
    String frame(int line, int column) {
        if (line < 1 || line > lines.size()) {
            return "";
        }
        String shown = printable(lines.get(line - 1));
        int caret = Math.max(0, column - 1);
        int from = caret > FRAME_WIDTH - 20 ? caret - FRAME_WIDTH / 2 : 0;
        shown = shown.substring(Math.min(from, shown.length()), Math.min(shown.length(), from + FRAME_WIDTH));
        String number = String.valueOf(line);
        String margin = " ".repeat(number.length());
        return "  " + number + " | " + shown + "\n  " + margin + " | " + " ".repeat(caret - from) + "^\n";
    }

    private static String printable(String line) {
        StringBuilder shown = new StringBuilder(line.length());
        line.chars().forEach(c -> shown.append(c == '\t' ? ' ' : Character.isISOControl(c) ? '\uFFFD' : (char) c));
        return shown.toString();
    }
}
