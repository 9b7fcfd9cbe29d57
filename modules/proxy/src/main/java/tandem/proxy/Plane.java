package tandem.proxy;

import org.jspecify.annotations.Nullable;
import tandem.core.port.ChallengeAnswers;
import tandem.core.port.OperatorPages;
import tandem.core.port.Traces;
import tandem.core.routing.LiveTable;

/**
 * What every request needs and none changes. Any thread.
 *
 * @param traces null where nobody traces
 */
record Plane(
        ProxySettings settings,
        LiveTable table,
        ProxyEvents events,
        ProxyMetrics metrics,
        OperatorPages pages,
        ChallengeAnswers challenges,
        MemberSlots.All slots,
        ForwardGate forwards,
        FtpGate ftp,
        MemberHead heads,
        ResponseFields responses,
        @Nullable Traces traces) {

    Plane(
            ProxySettings settings,
            LiveTable table,
            ProxyEvents events,
            ProxyMetrics metrics,
            OperatorPages pages,
            ChallengeAnswers challenges,
            @Nullable Traces traces) {
        this(settings, table, events, metrics, pages, challenges, new MemberHead(settings), traces);
    }

    private Plane(
            ProxySettings settings,
            LiveTable table,
            ProxyEvents events,
            ProxyMetrics metrics,
            OperatorPages pages,
            ChallengeAnswers challenges,
            MemberHead heads,
            @Nullable Traces traces) {
        this(
                settings,
                table,
                events,
                metrics,
                pages,
                challenges,
                new MemberSlots.All(metrics.registry()),
                new ForwardGate(metrics.registry()),
                new FtpGate(metrics.registry()),
                heads,
                new ResponseFields(heads),
                traces);
    }
}
