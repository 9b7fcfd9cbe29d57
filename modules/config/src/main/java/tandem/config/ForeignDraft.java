package tandem.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The tree of a tandem.yaml that other programs' files fill, and what of them it has no room for. One thread. */
final class ForeignDraft {
    final TreeDraft root;
    private final Report report;

    ForeignDraft(Place place, Report report) {
        this.root = new TreeDraft(place);
        this.report = report;
    }

    /** @param advice what to do instead, or why nothing need be done */
    void notCarried(Place place, String key, String advice) {
        report.warning(place, key, "not carried over: " + advice);
    }

    /** Carried over, with something to know about it. */
    void remark(Place place, String key, String remark) {
        report.warning(place, key, remark);
    }

    /** @param message why the file cannot be read as what it is */
    void error(Place place, String key, String message) {
        report.error(place, key, message);
    }

    TreeDraft listener(Place place, String name) {
        return root.in(place, "listeners").in(place, name);
    }

    TreeDraft balancer(Place place, String name) {
        return root.in(place, "balancers").in(place, name);
    }

    boolean hasBalancer(String name) {
        return root.inners("balancers").containsKey(name);
    }

    /** A site, which answers on these listeners. */
    TreeDraft site(Place place, String name, List<String> listeners) {
        return root.item(place, "sites").text(place, "name", name).texts(place, "listeners", listeners);
    }

    /** A time limit towards clients, which holds for the whole node: the longest that any part of the files names. */
    void clientTimeout(Place place, String key, long millis) {
        TreeDraft timeouts = root.in(place, "client-timeouts");
        Optional<String> earlier = timeouts.text(key);
        String text = millis + "ms";
        if (earlier.isEmpty()) {
            timeouts.text(place, key, text);
        } else if (!earlier.get().equals(text)) {
            long other = Long.parseLong(earlier.get().replace("ms", ""));
            timeouts.text(place, key, Math.max(millis, other) + "ms");
            remark(
                    place,
                    "client-timeouts." + key,
                    "holds for the whole node; the longer of " + text + " and " + earlier.get() + " is taken");
        }
    }

    /** A number of milliseconds as a value; nothing, with a finding, where the text is no time. */
    OptionalLong time(HttpdWord word, OptionalLong millis) {
        if (millis.isEmpty()) {
            notCarried(word.place(), "", "'" + word.text() + "' is not a time");
        }
        return millis;
    }
}
