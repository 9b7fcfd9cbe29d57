package tandem.proxy;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tandem.core.balance.Member;
import tandem.core.port.Traces;
import tandem.core.port.Traces.Span;
import tandem.core.routing.Routed;
import tandem.core.trace.TraceParent;
import tandem.proxy.http.Field;
import tandem.proxy.http.Fields;

/**
 * The spans of one request, and what its members are told of them (W3C Trace Context). Where nobody traces, one null check; for a
 * request that is not recorded, a look for {@code traceparent}. Reused; one I/O thread.
 */
final class RequestTrace {
    private static final String TRACEPARENT = "traceparent";
    private static final int NONE = -1;

    private final @Nullable Traces traces;
    private @Nullable Span span;
    private int index = NONE;
    private int attempts;

    RequestTrace(@Nullable Traces traces) {
        this.traces = traces;
    }

    /** Begins with a request, as its client sent it. */
    void begin(Fields fields) {
        span = null;
        if (traces != null) {
            begin(traces, fields);
        }
    }

    private void begin(Traces to, Fields fields) {
        attempts = 0;
        index = fields.find(Field.TRACEPARENT, 0);
        boolean alone = index >= 0 && fields.find(Field.TRACEPARENT, index + 1) < 0;
        TraceParent caller =
                alone ? TraceParent.read(fields.bytes(), fields.valueStart(index), fields.valueEnd(index)) : null;
        if (caller == null) {
            beginTrace(to, fields);
        } else if (caller.sampled()) {
            String state = fields.joined(Field.TRACESTATE, ",");
            recorded(to.request(caller, state), fields);
        }
    }

    /** Nobody is told of a trace that the request does not belong to; members hear of this one, recorded or not. */
    private void beginTrace(Traces to, Fields fields) {
        if (index >= 0) {
            drop(fields, Field.TRACEPARENT);
        }
        drop(fields, Field.TRACESTATE);
        index = NONE;
        if (to.sample()) {
            recorded(to.request(null, ""), fields);
        } else {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            tell(fields, new TraceParent(random.nextLong(), random.nextLong() | 1, random.nextLong() | 1, 0));
        }
    }

    private static void drop(Fields fields, Field field) {
        for (int i = fields.find(field, 0); i >= 0; i = fields.find(field, i + 1)) {
            fields.drop(i);
        }
    }

    private void recorded(Span begun, Fields fields) {
        span = begun;
        tell(fields, begun.context());
    }

    private void tell(Fields fields, TraceParent context) {
        if (index >= 0) {
            fields.replace(index, context.text());
        } else {
            index = fields.count();
            fields.add(TRACEPARENT, context.text());
        }
    }

    /** A member is to take it; null if the request is not recorded. */
    @Nullable
    Span attempt(HeadFacts request, Routed.Forward route, Member member) {
        Span whole = span;
        if (whole == null) {
            return null;
        }
        Span attempt = whole.attempt(SpanFacts.name(request.head().method(), null));
        SpanFacts.attempt(attempt, request, route, member, attempts++);
        tell(request.head().fields(), attempt.context());
        return attempt;
    }

    /**
     * The request is over; counts it, in its span if there is one.
     *
     * @param balancer by which it is counted
     */
    void finish(ProxyMetrics metrics, String balancer, int status, long nanos, RequestRecord record) {
        Span whole = span;
        if (whole == null || traces == null) {
            metrics.answered(balancer, status, nanos);
            return;
        }
        traces.measuring(whole);
        metrics.answered(balancer, status, nanos);
        traces.measuring(null);
        span = null;
        SpanFacts.request(whole, record, status);
    }
}
