package tandem.app.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tandem.admin.client.AdminClient;
import tandem.admin.client.Reply;
import tandem.core.status.TakeoverReport;

/** Asks the standby for its report until it has one of this drill. */
final class DrillWatch {
    static final int LIMIT_SECONDS = 40;
    private static final long PAUSE_MILLIS = 200;

    private final AdminClient standby;

    DrillWatch(AdminClient standby) {
        this.standby = standby;
    }

    /** The first report with a greater number; empty if none came in time. */
    Optional<TakeoverReport> reportAfter(long number) throws InterruptedException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
            if (standby.reports() instanceof Reply.Answer<List<TakeoverReport>>(List<TakeoverReport> reports)) {
                Optional<TakeoverReport> found = reports.stream()
                        .filter(report -> report.number() > number)
                        .findFirst();
                if (found.isPresent()) {
                    return found;
                }
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return Optional.empty();
    }
}
