package tandem.proxy;

import tandem.core.routing.LiveTable;

/** What every request needs and none changes. Any thread. */
record Plane(
        ProxySettings settings,
        LiveTable table,
        ProxyEvents events,
        ProxyMetrics metrics,
        MemberHead heads,
        ResponseFields responses) {

    Plane(ProxySettings settings, LiveTable table, ProxyEvents events, ProxyMetrics metrics) {
        this(settings, table, events, metrics, new MemberHead(settings));
    }

    private Plane(ProxySettings settings, LiveTable table, ProxyEvents events, ProxyMetrics metrics, MemberHead heads) {
        this(settings, table, events, metrics, heads, new ResponseFields(heads));
    }
}
