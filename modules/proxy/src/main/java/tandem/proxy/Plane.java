package tandem.proxy;

import tandem.core.port.OperatorPages;
import tandem.core.routing.LiveTable;

/** What every request needs and none changes. Any thread. */
record Plane(
        ProxySettings settings,
        LiveTable table,
        ProxyEvents events,
        ProxyMetrics metrics,
        OperatorPages pages,
        MemberSlots.All slots,
        ForwardGate forwards,
        MemberHead heads,
        ResponseFields responses) {

    Plane(ProxySettings settings, LiveTable table, ProxyEvents events, ProxyMetrics metrics, OperatorPages pages) {
        this(settings, table, events, metrics, pages, new MemberHead(settings));
    }

    private Plane(
            ProxySettings settings,
            LiveTable table,
            ProxyEvents events,
            ProxyMetrics metrics,
            OperatorPages pages,
            MemberHead heads) {
        this(
                settings,
                table,
                events,
                metrics,
                pages,
                new MemberSlots.All(metrics.registry()),
                new ForwardGate(metrics.registry()),
                heads,
                new ResponseFields(heads));
    }
}
