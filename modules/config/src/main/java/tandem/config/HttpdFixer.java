package tandem.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.config.HttpdDraft.Orphan;

/**
 * Mends an httpd.conf that lost its {@code <Proxy>} tags or its Listen, as printed on a web page. Writes no file.
 */
public final class HttpdFixer {
    private HttpdFixer() {}

    /** What came of it. */
    public sealed interface Mending {
        /**
         * The file can be mended.
         *
         * @param text the whole file, mended; loading it finds no error
         * @param repairs what was put in, one sentence each, in the order of the lines; not empty
         */
        record Mended(String text, List<String> repairs) implements Mending {
            public Mended {
                repairs = List.copyOf(repairs);
            }
        }

        /** The file has no error. */
        record Sound() implements Mending {}

        /**
         * The file has errors that only a person can mend.
         *
         * @param findings what is left after the repairs that are known; at least one error
         */
        record Beyond(List<Finding> findings) implements Mending {
            public Beyond {
                findings = List.copyOf(findings);
            }
        }
    }

    /** Looks for the repairs of a file. */
    public static Mending fix(Path file) {
        Loaded loaded = ConfigFiles.isHttpd(file) ? ConfigFiles.load(file, Optional.empty()) : notHttpd(file);
        if (!(loaded instanceof Loaded.Broken broken)) {
            return new Mending.Sound();
        }
        Report report = new Report();
        Optional<SourceText> source = SourceText.read(file, report, Optional.empty(), "");
        if (source.isEmpty() || !ConfigFiles.isHttpd(file)) {
            return new Mending.Beyond(broken.findings());
        }
        return mend(source.get(), file, broken);
    }

    private static Loaded notHttpd(Path file) {
        Report report = new Report();
        report.error(Place.whole(SourceText.of(file.toString(), "")), "", "only an httpd.conf (*.conf) can be mended");
        return new Loaded.Broken(report.all());
    }

    private static Mending mend(SourceText source, Path file, Loaded.Broken broken) {
        Map<String, String> environment = System.getenv();
        HttpdDraft draft =
                new HttpdReader(source, new Report(), new Places(Place.whole(source)), environment).draft(source, file);
        List<String> repairs = new ArrayList<>();
        String text = mended(source, draft, repairs);
        if (repairs.isEmpty()) {
            return new Mending.Beyond(broken.findings());
        }
        Report after = new Report();
        SourceText result = SourceText.of(file + " (mended)", text);
        new BalancingSource(after, environment, false).ofHttpd(result, file);
        return after.errors() == 0 ? new Mending.Mended(text, repairs) : new Mending.Beyond(after.all());
    }

    private static String mended(SourceText source, HttpdDraft draft, List<String> repairs) {
        List<String> lines = new ArrayList<>(source.lines());
        Optional<String> balancer = PrintedConfigRepair.onlyBalancer(draft);
        List<Orphan> orphans = draft.orphans.stream()
                .filter(orphan -> orphan.place().source() == source)
                .toList();
        List<Block> blocks = balancer.isPresent() ? Block.of(orphans, source) : List.of();
        for (int i = blocks.size() - 1; i >= 0; i--) {
            Block block = blocks.get(i);
            String section = block.kind == Orphan.Kind.ACCESS ? "*" : BalancerUrl.SCHEME + balancer.orElseThrow();
            for (int line = block.first; line <= block.last; line++) {
                String inner = lines.get(line - 1);
                lines.set(line - 1, inner.isBlank() ? inner : "  " + inner);
            }
            lines.add(block.last, "</Proxy>");
            lines.add(block.first - 1, "<Proxy " + section + ">");
            repairs.add(
                    0,
                    "lines " + block.first + " to " + block.last + ": put between <Proxy " + section
                            + "> and </Proxy>");
        }
        if (draft.listens.isEmpty()) {
            lines.add(0, "");
            lines.add(0, "Listen 80");
            repairs.add(0, "Listen 80 put at the top; change it if clients use another port");
        }
        return String.join("\n", lines) + "\n";
    }

    /** Lines of one kind with nothing but blanks and comments between them. */
    private record Block(Orphan.Kind kind, int first, int last) {
        static List<Block> of(List<Orphan> orphans, SourceText source) {
            List<Block> blocks = new ArrayList<>();
            for (Orphan orphan : orphans) {
                int line = orphan.place().line();
                Block open = blocks.isEmpty() ? new Block(orphan.kind(), line, line) : blocks.removeLast();
                if (open.kind == orphan.kind() && nothingBetween(source, open.last, line)) {
                    blocks.add(new Block(open.kind, open.first, line));
                } else {
                    blocks.add(open);
                    blocks.add(new Block(orphan.kind(), line, line));
                }
            }
            return blocks;
        }

        private static boolean nothingBetween(SourceText source, int from, int to) {
            return source.lines().subList(from, Math.max(from, to - 1)).stream()
                    .allMatch(line -> line.isBlank() || line.strip().startsWith("#"));
        }
    }
}
