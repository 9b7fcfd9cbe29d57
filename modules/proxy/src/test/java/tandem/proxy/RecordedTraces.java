package tandem.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tandem.core.port.Traces;
import tandem.core.trace.TraceParent;

/** Keeps spans that ended, in the order of their ends; ids count up. Any thread. */
final class RecordedTraces implements Traces {
    final List<Recorded> ended = new CopyOnWriteArrayList<>();
    final List<TraceParent> measured = new CopyOnWriteArrayList<>();
    volatile boolean sample = true;
    private final AtomicLong ids = new AtomicLong(0x10);

    /** One span. */
    final class Recorded implements Span {
        final TraceParent own;
        final @Nullable TraceParent parent;
        final String state;
        final Map<String, Object> facts = new ConcurrentHashMap<>();
        String name;
        String failure = "";

        private Recorded(String name, long high, long low, @Nullable TraceParent parent, String state) {
            this.name = name;
            this.own = new TraceParent(high, low, ids.incrementAndGet(), TraceParent.SAMPLED);
            this.parent = parent;
            this.state = state;
        }

        @Override
        public TraceParent context() {
            return own;
        }

        @Override
        public Span attempt(String called) {
            return new Recorded(called, own.traceHigh(), own.traceLow(), own, state);
        }

        @Override
        public void rename(String called) {
            name = called;
        }

        @Override
        public Span note(String attribute, String value) {
            facts.put(attribute, value);
            return this;
        }

        @Override
        public Span note(String attribute, long value) {
            facts.put(attribute, value);
            return this;
        }

        @Override
        public void failed(String kind) {
            failure = failure.isEmpty() ? kind : failure;
        }

        @Override
        public void end() {
            ended.add(this);
        }

        @Override
        public String toString() {
            return name + " " + failure + " " + new TreeMap<>(facts);
        }
    }

    /** All that ended, the requests' own first. */
    List<Recorded> requestsFirst() {
        List<Recorded> sorted = new ArrayList<>(ended);
        sorted.sort((a, b) -> Long.compare(a.own.span(), b.own.span()));
        return sorted;
    }

    @Override
    public boolean sample() {
        return sample;
    }

    @Override
    public Span request(@Nullable TraceParent caller, String state) {
        long high = caller == null ? 1 : caller.traceHigh();
        long low = caller == null ? ids.incrementAndGet() : caller.traceLow();
        return new Recorded("", high, low, caller, state);
    }

    @Override
    public void measuring(@Nullable Span span) {
        if (span != null) {
            measured.add(span.context());
        }
    }
}
