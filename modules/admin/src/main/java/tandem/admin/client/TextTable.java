package tandem.admin.client;

import java.util.ArrayList;
import java.util.List;

/**
 * Columns as wide as their texts; the last one wraps within the width that is left. Every text is made {@link Plain} first.
 * Not thread-safe.
 */
final class TextTable {
    private static final int MIN_LAST = 28;
    private static final String GAP = "  ";

    private final int width;
    private final List<String> heads;
    private final List<List<Cell>> rows = new ArrayList<>();

    TextTable(int width, String... heads) {
        this.width = width;
        this.heads = List.of(heads);
    }

    /** Adds a row with as many cells as there are heads. */
    void row(Cell... cells) {
        rows.add(List.of(cells));
    }

    /** The lines, each ended; a head whose column is empty throughout is left out with it. */
    String render(boolean colour) {
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < heads.size(); column++) {
            widths.add(columnWidth(column));
        }
        StringBuilder text = new StringBuilder();
        line(heads.stream().map(Cell::text).toList(), widths, false, text);
        rows.forEach(row -> line(row, widths, colour, text));
        return text.toString();
    }

    private int columnWidth(int column) {
        int widest = 0;
        for (List<Cell> row : rows) {
            widest = Math.max(widest, row.get(column).text().length());
        }
        return widest == 0 ? 0 : Math.max(widest, heads.get(column).length());
    }

    private void line(List<Cell> cells, List<Integer> widths, boolean colour, StringBuilder text) {
        int last = cells.size() - 1;
        StringBuilder line = new StringBuilder();
        int indent = 0;
        for (int column = 0; column < last; column++) {
            int columnWidth = widths.get(column);
            if (columnWidth > 0) {
                line.append(cells.get(column).padded(columnWidth, colour)).append(GAP);
                indent += columnWidth + GAP.length();
            }
        }
        String rest = widths.get(last) == 0 ? "" : cells.get(last).text();
        List<String> wrapped = wrap(rest, Math.max(MIN_LAST, width - indent));
        line.append(wrapped.getFirst());
        text.append(line.toString().stripTrailing()).append('\n');
        for (String more : wrapped.subList(1, wrapped.size())) {
            text.append(" ".repeat(indent)).append(more).append('\n');
        }
    }

    /** Breaks at blanks into lines of at most this length where the words allow it; at least one line. */
    static List<String> wrap(String text, int length) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > length) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** A text and how it looks on a terminal with colours. */
    record Cell(String text, Look look, boolean right) {
        private static final String RESET = "\u001b[0m";

        static Cell text(String text) {
            return new Cell(Plain.of(text), Look.NORMAL, false);
        }

        static Cell text(String text, Look look) {
            return new Cell(Plain.of(text), look, false);
        }

        static Cell number(String text) {
            return new Cell(Plain.of(text), Look.NORMAL, true);
        }

        String padded(int width, boolean colour) {
            String space = " ".repeat(Math.max(0, width - text.length()));
            String shown = colour && look != Look.NORMAL ? look.start + text + RESET : text;
            return right ? space + shown : shown + space;
        }
    }

    /** How a text looks on a terminal with colours. */
    enum Look {
        NORMAL(""),
        GOOD("\u001b[32m"),
        NOTICE("\u001b[33m"),
        BAD("\u001b[31m");

        private final String start;

        Look(String start) {
            this.start = start;
        }

        String paint(String text, boolean colour) {
            return colour && this != NORMAL ? start + text + Cell.RESET : text;
        }
    }
}
