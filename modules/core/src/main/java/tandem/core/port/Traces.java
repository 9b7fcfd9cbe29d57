package tandem.core.port;

import org.jspecify.annotations.Nullable;
import tandem.core.trace.TraceParent;

/**
 * Where the spans of requests go. Nothing here blocks, and nothing fails a request: what there is no room for is dropped and
 * counted. Any thread; one span is one request's and used by one thread at a time.
 */
public interface Traces {
    /** Whether a request that belongs to no trace begins one, by chance. */
    boolean sample();

    /**
     * Begins the span of a request that is recorded.
     *
     * @param caller the span that it belongs to; null: it begins a trace
     * @param state the caller's tracestate; empty without one
     */
    Span request(@Nullable TraceParent caller, String state);

    /** Says in which span the calling thread measures from now on, so that figures name it as their example; null: in none. */
    void measuring(@Nullable Span span);

    /** One span, from its making to its end. */
    interface Span {
        /** What a callee is told of it. */
        TraceParent context();

        /** Begins a span below it, of what this node asks of another. */
        Span attempt(String name);

        /** Gives it another name, low in cardinality, such as {@code GET /shop}. */
        void rename(String name);

        /** Notes a fact, by its name in OpenTelemetry's conventions. */
        Span note(String attribute, String value);

        /** The same with a number. */
        Span note(String attribute, long value);

        /** Marks it as failed; the first kind counts. */
        void failed(String kind);

        /** Ends it; nothing may be noted any more. */
        void end();
    }
}
