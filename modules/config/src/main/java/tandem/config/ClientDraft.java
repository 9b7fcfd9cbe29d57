package tandem.config;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import tandem.core.config.ByteSize;
import tandem.core.config.ClientLimits;
import tandem.core.config.ClientTimeouts;

/** What an httpd.conf says of time limits and sizes towards clients; they hold for every listener. One thread. */
final class ClientDraft {
    private static final ByteSize LARGEST_HEAD = ByteSize.mib(1);

    Optional<Duration> idle = Optional.empty();
    Optional<Duration> keepAlive = Optional.empty();
    Optional<Duration> requestHead = Optional.empty();
    OptionalInt line = OptionalInt.empty();
    OptionalInt field = OptionalInt.empty();
    OptionalInt fields = OptionalInt.empty();
    Optional<Pace> pace = Optional.empty();

    /** How slowly a body may come once the grace is over. */
    record Pace(ByteSize rate, Duration grace) {}

    ClientTimeouts timeouts(ClientTimeouts otherwise) {
        return new ClientTimeouts(
                requestHead.orElse(otherwise.requestHead()),
                keepAlive.orElse(otherwise.keepAlive()),
                idle.orElse(otherwise.idle()));
    }

    ClientLimits limits(ClientLimits otherwise) {
        ClientLimits paced = pace.map(given -> otherwise.withPace(given.rate(), given.grace()))
                .orElse(otherwise);
        if (line.isEmpty() && field.isEmpty() && fields.isEmpty()) {
            return paced;
        }
        ByteSize longestLine = size(line, otherwise.requestLine());
        ByteSize longestField = size(field, otherwise.field());
        // the head has room for the longest line and two of the longest fields, which httpd allows a hundred of
        long room = Math.max(otherwise.head().bytes(), longestLine.bytes() + 2 * longestField.bytes());
        ByteSize head = field.isEmpty() && line.isEmpty()
                ? otherwise.head()
                : new ByteSize(Math.min(room, LARGEST_HEAD.bytes()));
        return paced.withHead(longestLine, head, fields.orElse(otherwise.fields()), longestField);
    }

    private static ByteSize size(OptionalInt given, ByteSize otherwise) {
        return given.isPresent() ? new ByteSize(given.getAsInt()) : otherwise;
    }
}
