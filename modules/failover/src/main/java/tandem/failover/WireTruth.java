package tandem.failover;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import tandem.core.port.RunsOn;

/**
 * Compares who answers for the addresses on the segment with who the cluster believes to hold them. Nothing follows from it but a
 * sentence: what speaks against the belief for the second time in a row is told, and told once more when it is over.
 */
final class WireTruth {
    /** A frame gets lost, and addresses move while somebody asks. */
    private static final int IN_A_ROW = 2;

    private final Map<String, Map<String, String>> hardware = new HashMap<>();
    private final Map<String, Integer> doubts = new HashMap<>();
    private final Map<String, String> alarms = new ConcurrentHashMap<>();

    /** From where a node would answer, by address. */
    @RunsOn(RunsOn.Lane.ELECTION)
    void learned(String node, Map<String, String> theirs) {
        hardware.put(node, theirs);
    }

    /**
     * The segment was asked while this node did not hold the address.
     *
     * @param macs who answered
     * @param holder who is believed to hold it
     * @return what is to be told, if there is news
     */
    @RunsOn(RunsOn.Lane.ELECTION)
    Optional<String> answered(String address, Set<String> macs, Optional<String> holder) {
        String doubt = holder.map(node -> against(address, macs, node)).orElseGet(() -> unexpected(address, macs));
        if (doubt.isEmpty()) {
            doubts.remove(address);
            return Optional.ofNullable(alarms.remove(address))
                    .map(was -> "the right one answers for " + address + " again; before: " + was);
        }
        boolean told = doubts.merge(address, 1, Integer::sum) >= IN_A_ROW;
        return told && !doubt.equals(alarms.put(address, doubt)) ? Optional.of(doubt) : Optional.empty();
    }

    /** This node holds the addresses now: it asks no more. */
    @RunsOn(RunsOn.Lane.ELECTION)
    void forget() {
        doubts.clear();
        alarms.clear();
    }

    /** What is wrong on the segment, as a sentence; empty if nothing is known to be. Any thread. */
    String alarm(String address) {
        return alarms.getOrDefault(address, "");
    }

    private String against(String address, Set<String> macs, String holder) {
        if (macs.isEmpty()) {
            return "nobody answers for " + address + ", which " + holder + " holds";
        }
        Optional<String> right =
                Optional.ofNullable(hardware.getOrDefault(holder, Map.of()).get(address));
        Set<String> wrong = new TreeSet<>(macs);
        right.ifPresent(wrong::remove);
        return right.isEmpty() || wrong.isEmpty()
                ? ""
                : named(address, wrong) + " answers for " + address + ", which " + holder + " holds at " + right.get()
                        + (macs.contains(right.get()) ? "" : ", and " + holder + " does not answer");
    }

    private String unexpected(String address, Set<String> macs) {
        return macs.isEmpty() ? "" : named(address, macs) + " answers for " + address + ", which no node holds";
    }

    private String named(String address, Set<String> macs) {
        return new TreeSet<>(macs)
                .stream()
                        .map(mac -> hardware.entrySet().stream()
                                .filter(node -> mac.equals(node.getValue().get(address)))
                                .findFirst()
                                .map(node -> mac + " (" + node.getKey() + ")")
                                .orElse(mac))
                        .collect(Collectors.joining(" and "));
    }
}
