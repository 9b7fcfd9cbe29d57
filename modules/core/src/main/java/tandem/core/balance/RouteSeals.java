package tandem.core.balance;

import java.nio.file.Path;
import java.util.List;

/** Signs routes for cookies. Immutable. Any thread. */
public interface RouteSeals {
    /** Has no key. */
    RouteSeals NONE = (keyFile, balancer, route) -> List.of();

    /**
     * The signatures of a route, by the newest key first; hexadecimal digits. Empty if the file has not been read.
     *
     * @param keyFile which keys
     */
    List<String> of(Path keyFile, String balancer, String route);
}
