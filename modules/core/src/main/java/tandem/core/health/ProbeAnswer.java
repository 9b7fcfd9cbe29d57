package tandem.core.health;

import java.util.Map;

/**
 * What a member answered to a probe.
 *
 * @param status 100..599
 * @param headers by name in lower case; several of one name are joined by {@code ", "}
 * @param body its beginning; empty unless the method is GET
 */
public record ProbeAnswer(int status, Map<String, String> headers, String body) {
    public ProbeAnswer {
        headers = Map.copyOf(headers);
    }
}
