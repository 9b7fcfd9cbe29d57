package tandem.e2e.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import tandem.core.wire.Bytes;
import tandem.core.wire.RecordingMember;
import tandem.core.wire.RecordingMember.Arrival;

/**
 * What came to a member, by the case that it came of. A case is known by its client's address, which every balancer adds to
 * X-Forwarded-For; what has none, such as a request that a balancer took for a body, belongs to the one before on its connection.
 */
final class Arrivals {
    private static final int A_NETWORK = 250;
    private static final Pattern SOURCE = Pattern.compile("127\\.77\\.(\\d+)\\.(\\d+)");
    private static final Pattern FORWARDED_FOR = Pattern.compile("(?im)^x-forwarded-for:(.*)$");
    private static final Duration LATEST = Duration.ofSeconds(30);
    private static final Duration QUIET = Duration.ofSeconds(2);

    private final Map<Integer, List<Arrival>> byCase = new HashMap<>();

    private Arrivals(List<Arrival> all) {
        Map<Integer, Integer> lastOf = new HashMap<>();
        for (Arrival arrival : all) {
            Integer known = numberOf(Bytes.text(arrival.raw()), lastOf.get(arrival.connection()));
            if (known == null) {
                throw new IllegalStateException("nobody sent this: " + Bytes.shown(arrival.raw()));
            }
            lastOf.put(arrival.connection(), known);
            byCase.computeIfAbsent(known, _ -> new ArrayList<>()).add(arrival);
        }
    }

    private static Integer numberOf(String text, Integer before) {
        return FORWARDED_FOR
                .matcher(text)
                .results()
                .flatMap(line -> SOURCE.matcher(line.group(1)).results())
                .map(Arrivals::number)
                .reduce((_, last) -> last)
                .orElse(before);
    }

    private static int number(MatchResult source) {
        return Integer.parseInt(source.group(1)) * A_NETWORK + Integer.parseInt(source.group(2)) - 1;
    }

    /** Where the client of a case connects from. */
    static InetAddress source(int number) {
        try {
            return InetAddress.getByName("127.77." + number / A_NETWORK + "." + (number % A_NETWORK + 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of it, once nothing more has come for a while. */
    static Arrivals all(RecordingMember member) {
        AtomicInteger last = new AtomicInteger(-1);
        Awaitility.await("the end of what comes to a member")
                .atMost(LATEST)
                .pollDelay(Duration.ZERO)
                .pollInterval(QUIET)
                .until(() -> {
                    member.awaitQuiet();
                    int now = member.arrivals().size();
                    return last.getAndSet(now) == now;
                });
        return new Arrivals(member.arrivals());
    }

    /** Those of one case, in order. */
    List<Arrival> of(int number) {
        return byCase.getOrDefault(number, List.of());
    }
}
