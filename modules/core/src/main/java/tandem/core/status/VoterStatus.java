package tandem.core.status;

import java.util.List;

/**
 * A voter as the reporting node hears it.
 *
 * @param kind {@code node} or {@code witness}
 * @param address its main address on the cluster link
 * @param reachable whether it has been heard within the lease's time
 * @param lastHeardMillis how long ago it was last heard; 0 of the reporting node itself, -1 if never
 * @param pathAgesMillis the same of each path to it, main path first; may be empty
 */
public record VoterStatus(
        String name, String kind, String address, boolean reachable, long lastHeardMillis, List<Long> pathAgesMillis) {
    public VoterStatus {
        pathAgesMillis = List.copyOf(pathAgesMillis);
    }
}
