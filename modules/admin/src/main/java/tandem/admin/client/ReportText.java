package tandem.admin.client;

import java.time.Instant;
import java.util.Locale;
import tandem.core.status.TakeoverReport;
import tandem.core.status.TakeoverReport.Moment;

/** A takeover's report as people read it in a terminal. */
public final class ReportText {
    private static final int WIDTH = 100;

    private final StringBuilder text = new StringBuilder();

    private ReportText() {}

    /** Several lines, each ended. */
    public static String of(TakeoverReport report) {
        ReportText written = new ReportText();
        written.write(report);
        return written.text.toString();
    }

    /** One line, not ended. */
    public static String line(TakeoverReport report) {
        return Plain.of(String.format(
                Locale.ROOT,
                "%4d  %s  %s active, term %d, in %s: %s",
                report.number(),
                time(report),
                report.node(),
                report.term(),
                millis(report.tookMicros()),
                report.cause()));
    }

    private void write(TakeoverReport report) {
        paragraph("report " + report.number() + ": " + report.node() + " became active at " + time(report) + ", term "
                + report.term() + " (" + report.kind().replace('_', ' ') + ")");
        paragraph("cause: " + report.cause());
        report.evidence().forEach(evidence -> paragraph("evidence: " + evidence));
        for (Moment moment : report.timeline()) {
            text.append(Plain.of(String.format(Locale.ROOT, "  %12s  %s", millis(moment.micros()), moment.what())))
                    .append('\n');
        }
        if (!report.clients().isEmpty()) {
            paragraph("clients: " + report.clients());
        }
        report.advice().forEach(advice -> paragraph("advice: " + advice));
    }

    private void paragraph(String sentence) {
        text.append(String.join("\n    ", TextTable.wrap(Plain.of(sentence), WIDTH - 4)))
                .append('\n');
    }

    private static String time(TakeoverReport report) {
        return Instant.ofEpochMilli(report.atEpochMillis()).toString().replace('T', ' ');
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.1f ms", micros / 1000.0);
    }
}
