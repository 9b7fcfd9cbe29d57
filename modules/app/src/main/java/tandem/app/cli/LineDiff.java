package tandem.app.cli;

import java.util.ArrayList;
import java.util.List;

/** How one text became another, line by line, with three lines around each change, as {@code diff -u} shows it. */
final class LineDiff {
    private static final int AROUND = 3;
    /** Longer texts are shown as taken out and put in where they differ, since the table of all pairs grows with the square. */
    private static final int MOST_PAIRS = 25_000_000;

    private final List<String> before;
    private final List<String> after;
    private final List<Line> lines = new ArrayList<>();

    private record Line(char mark, String text) {}

    private LineDiff(String before, String after) {
        this.before = before.lines().toList();
        this.after = after.lines().toList();
    }

    /**
     * The difference; empty if there is none.
     *
     * @param from what the first text is called
     * @param to what the second is called
     */
    static String of(String from, String before, String to, String after) {
        LineDiff diff = new LineDiff(before, after);
        diff.compare();
        String hunks = diff.hunks();
        return hunks.isEmpty() ? "" : "--- " + from + "\n+++ " + to + "\n" + hunks;
    }

    private void compare() {
        int start = 0;
        while (start < before.size()
                && start < after.size()
                && before.get(start).equals(after.get(start))) {
            start++;
        }
        int same = 0;
        while (same < before.size() - start
                && same < after.size() - start
                && before.get(before.size() - 1 - same).equals(after.get(after.size() - 1 - same))) {
            same++;
        }
        before.subList(0, start).forEach(line -> lines.add(new Line(' ', line)));
        middle(before.subList(start, before.size() - same), after.subList(start, after.size() - same));
        before.subList(before.size() - same, before.size()).forEach(line -> lines.add(new Line(' ', line)));
    }

    private void middle(List<String> old, List<String> fresh) {
        int[][] common = (long) old.size() * fresh.size() > MOST_PAIRS ? new int[0][0] : longestCommon(old, fresh);
        int i = 0;
        int j = 0;
        while (common.length > 0 && i < old.size() && j < fresh.size()) {
            if (old.get(i).equals(fresh.get(j))) {
                lines.add(new Line(' ', old.get(i)));
                i++;
                j++;
            } else if (common[i + 1][j] >= common[i][j + 1]) {
                lines.add(new Line('-', old.get(i++)));
            } else {
                lines.add(new Line('+', fresh.get(j++)));
            }
        }
        old.subList(i, old.size()).forEach(line -> lines.add(new Line('-', line)));
        fresh.subList(j, fresh.size()).forEach(line -> lines.add(new Line('+', line)));
    }

    /** For each pair of places how many lines of the rests can be kept. */
    private static int[][] longestCommon(List<String> old, List<String> fresh) {
        int[][] common = new int[old.size() + 1][fresh.size() + 1];
        for (int i = old.size() - 1; i >= 0; i--) {
            for (int j = fresh.size() - 1; j >= 0; j--) {
                common[i][j] = old.get(i).equals(fresh.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    private String hunks() {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < lines.size()) {
            if (lines.get(at).mark() == ' ') {
                at++;
                continue;
            }
            int from = Math.max(0, at - AROUND);
            int to = end(at);
            hunk(from, to, text);
            at = to;
        }
        return text.toString();
    }

    /** Behind the last change that belongs to the hunk which begins here, and the lines after it. */
    private int end(int first) {
        int last = first;
        for (int i = first; i < lines.size() && i <= last + 2 * AROUND; i++) {
            if (lines.get(i).mark() != ' ') {
                last = i;
            }
        }
        return Math.min(lines.size(), last + AROUND + 1);
    }

    private void hunk(int from, int to, StringBuilder text) {
        List<Line> shown = lines.subList(from, to);
        text.append("@@ -")
                .append(count(lines.subList(0, from), '+') + 1)
                .append(',')
                .append(count(shown, '+'))
                .append(" +")
                .append(count(lines.subList(0, from), '-') + 1)
                .append(',')
                .append(count(shown, '-'))
                .append(" @@\n");
        shown.forEach(line -> text.append(line.mark()).append(line.text()).append('\n'));
    }

    private static long count(List<Line> some, char without) {
        return some.stream().filter(line -> line.mark() != without).count();
    }
}
