package tandem.proxy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What is measured of responses that are compressed; there from the first one on. Any thread. */
final class CompressionMetrics {
    private final Counter responses;
    private final Counter before;
    private final Counter after;
    private final Counter skipped;

    CompressionMetrics(MeterRegistry registry) {
        responses = Counter.builder("tandem.proxy.compressed")
                .description("Responses that were compressed")
                .register(registry);
        before = Counter.builder("tandem.proxy.compression.input")
                .description("Bytes of their bodies before")
                .baseUnit("bytes")
                .register(registry);
        after = Counter.builder("tandem.proxy.compression.output")
                .description("Bytes of their bodies after")
                .baseUnit("bytes")
                .register(registry);
        skipped = Counter.builder("tandem.proxy.compression.skipped")
                .description("Responses that were not, because too many were being compressed")
                .register(registry);
    }

    void compressed(long from, long to) {
        responses.increment();
        before.increment(from);
        after.increment(to);
    }

    void skipped() {
        skipped.increment();
    }
}
