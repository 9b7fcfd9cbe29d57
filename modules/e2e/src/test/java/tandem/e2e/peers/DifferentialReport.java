package tandem.e2e.peers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tandem.core.wire.Bytes;
import tandem.core.wire.WireCase;

/** What several balancers made of the same requests, side by side. */
final class DifferentialReport {
    private final String ours;
    private final Map<String, Map<String, Observed>> observed;

    DifferentialReport(String ours, Map<String, Map<String, Observed>> observed) {
        this.ours = ours;
        this.observed = observed;
    }

    private List<Observed> peers(String id) {
        return observed.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(ours))
                .map(entry -> entry.getValue().get(id))
                .toList();
    }

    private Observed ours(String id) {
        return observed.get(ours).get(id);
    }

    /** What is to be decided, by id of the case: why. */
    Map<String, String> flagged(List<WireCase> cases) {
        Map<String, String> flagged = new LinkedHashMap<>();
        for (WireCase each : cases) {
            Observed own = ours(each.id());
            List<Observed> peers = peers(each.id());
            if (own.passed() && peers.stream().filter(peer -> !peer.passed()).count() >= 2) {
                flagged.put(each.id(), each.what() + ": passed, and refused by two; " + row(each));
            } else if (own.passed()
                    && peers.stream()
                                    .filter(Observed::passed)
                                    .filter(peer -> !peer.lengths().equals(own.lengths()))
                                    .count()
                            >= 2) {
                flagged.put(each.id(), each.what() + ": framed otherwise than by two; " + row(each));
            }
        }
        return flagged;
    }

    private String row(WireCase each) {
        StringBuilder text = new StringBuilder();
        observed.forEach((name, all) ->
                text.append(name).append(' ').append(all.get(each.id())).append("; "));
        return text.toString();
    }

    String markdown(List<WireCase> cases) {
        Map<String, String> flagged = flagged(cases);
        StringBuilder text = new StringBuilder("| Case | |");
        observed.keySet().forEach(name -> text.append(' ').append(name).append(" |"));
        text.append(" Request |\n|---|---|")
                .append("---|".repeat(observed.size() + 1))
                .append('\n');
        for (WireCase each : cases) {
            boolean stricter =
                    !ours(each.id()).passed() && peers(each.id()).stream().allMatch(Observed::passed);
            text.append("| ").append(each).append(" | ");
            text.append(flagged.containsKey(each.id()) ? "**more lenient**" : stricter ? "stricter" : "")
                    .append(" |");
            observed.values()
                    .forEach(all -> text.append(' ').append(all.get(each.id())).append(" |"));
            String request = Bytes.shown(each.request()).replace("|", "\\|");
            text.append(" `")
                    .append(request, 0, Math.min(300, request.length()))
                    .append("` |\n");
        }
        return text.toString();
    }
}
