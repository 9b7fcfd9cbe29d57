package tandem.e2e;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What nodes expose, in Prometheus' text format.
 *
 * @param types the type of each family, by its name
 * @param series each series' labels with the values seen, by its name, such as {@code x_bucket}
 */
record Scrape(Map<String, String> types, Map<String, Map<String, Set<String>>> series) {
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    static Scrape of(Iterable<String> texts) {
        Scrape scrape = new Scrape(new LinkedHashMap<>(), new LinkedHashMap<>());
        texts.forEach(text -> text.lines().forEach(scrape::line));
        return scrape;
    }

    private void line(String line) {
        Matcher type = TYPE.matcher(line);
        if (type.matches()) {
            types.put(type.group(1), type.group(2));
            return;
        }
        Matcher sample = SAMPLE.matcher(line);
        if (sample.matches()) {
            Map<String, Set<String>> labels = series.computeIfAbsent(sample.group(1), name -> new HashMap<>());
            Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
            while (label.find()) {
                labels.computeIfAbsent(label.group(1), name -> new TreeSet<>()).add(label.group(2));
            }
        } else if (!line.startsWith("#")) {
            throw new IllegalArgumentException("not a line of the text format: " + line);
        }
    }

    /** A family's labels: those of its series, without the bound of a histogram's bucket. */
    Set<String> labels(String family) {
        Set<String> labels = new TreeSet<>();
        for (String suffix : new String[] {"", "_bucket", "_count", "_sum"}) {
            labels.addAll(series.getOrDefault(family + suffix, Map.of()).keySet());
        }
        labels.remove("le");
        return labels;
    }
}
