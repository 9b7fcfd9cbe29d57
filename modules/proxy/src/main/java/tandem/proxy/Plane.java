package tandem.proxy;

import tandem.core.port.ChallengeAnswers;
import tandem.core.port.OperatorPages;
import tandem.core.routing.LiveTable;

/** What every request needs and none changes. Any thread. */
record Plane(
        ProxySettings settings,
        LiveTable table,
        ProxyEvents events,
        ProxyMetrics metrics,
        OperatorPages pages,
        ChallengeAnswers challenges,
        MemberSlots.All slots,
        MemberHead heads,
        ResponseFields responses) {

    Plane(
            ProxySettings settings,
            LiveTable table,
            ProxyEvents events,
            ProxyMetrics metrics,
            OperatorPages pages,
            ChallengeAnswers challenges) {
        this(settings, table, events, metrics, pages, challenges, new MemberHead(settings));
    }

    private Plane(
            ProxySettings settings,
            LiveTable table,
            ProxyEvents events,
            ProxyMetrics metrics,
            OperatorPages pages,
            ChallengeAnswers challenges,
            MemberHead heads) {
        this(
                settings,
                table,
                events,
                metrics,
                pages,
                challenges,
                new MemberSlots.All(metrics.registry()),
                heads,
                new ResponseFields(heads));
    }
}
