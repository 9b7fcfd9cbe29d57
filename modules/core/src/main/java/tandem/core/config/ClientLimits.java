package tandem.core.config;

import java.time.Duration;

/** How much clients may send, how slowly, and how many may come. */
public record ClientLimits(
        @Key(doc = "Longest request line; a longer one is answered 414.", fallback = "8KiB", range = "64B..1MiB")
        ByteSize requestLine,

        @Key(
                doc = "Longest head of a request, its request line included; a longer one is answered 431.",
                fallback = "32KiB",
                range = "256B..1MiB")
        ByteSize head,

        @Key(doc = "Most header fields of a request; more are answered 431.", fallback = "100", range = "1..1000")
        int fields,

        @Key(
                doc = "Longest header field, its name included; a longer one is answered 431.",
                fallback = "32KiB",
                range = "64B..1MiB")
        ByteSize field,

        @Key(
                doc = "Most bytes of trailers behind a chunked body; more break the request off.",
                fallback = "8KiB",
                range = "0B..1MiB")
        ByteSize trailers,

        @Key(
                doc = "Most bytes of chunk extensions in one body; more break the request off.",
                fallback = "4KiB",
                range = "0B..1MiB")
        ByteSize chunkExtensions,

        @Key(
                doc =
                        "Bytes a second that a client must send of a body or take of a response, once min-rate-grace is over.",
                fallback = "500B",
                range = "0B..1MiB")
        ByteSize minRate,

        @Key(
                doc = "How long a body or a response may keep this node waiting for its client before min-rate counts.",
                fallback = "20s",
                range = "1s..1h")
        Duration minRateGrace,

        @Key(
                doc = "Most clients connected at once; further ones are closed at once.",
                fallback = "20000",
                range = "1..1000000")
        int connections,

        @Key(
                doc = "Most connections from one address (IPv6: one /64); further ones are closed at once.",
                fallback = "10000",
                range = "1..1000000")
        int connectionsPerAddress,

        @Key(
                doc = "Most memory for bytes under way; a request that comes while it is used up is answered 503.",
                fallback = "128MiB",
                range = "1MiB..64GiB")
        ByteSize buffered) {

    public static final ClientLimits DEFAULT = new ClientLimits(
            ByteSize.kib(8),
            ByteSize.kib(32),
            100,
            ByteSize.kib(32),
            ByteSize.kib(8),
            ByteSize.kib(4),
            new ByteSize(500),
            Duration.ofSeconds(20),
            20_000,
            10_000,
            ByteSize.mib(128));

    /** The same with other numbers of connections. */
    public ClientLimits withConnections(int all, int perAddress) {
        return new ClientLimits(
                requestLine,
                head,
                fields,
                field,
                trailers,
                chunkExtensions,
                minRate,
                minRateGrace,
                all,
                perAddress,
                buffered);
    }

    /** The same with another ceiling on bytes under way. */
    public ClientLimits withBuffered(ByteSize most) {
        return new ClientLimits(
                requestLine,
                head,
                fields,
                field,
                trailers,
                chunkExtensions,
                minRate,
                minRateGrace,
                connections,
                connectionsPerAddress,
                most);
    }

    /** The same with other sizes of a request's head. */
    public ClientLimits withHead(ByteSize line, ByteSize all, int most, ByteSize longest) {
        return new ClientLimits(
                line,
                all,
                most,
                longest,
                trailers,
                chunkExtensions,
                minRate,
                minRateGrace,
                connections,
                connectionsPerAddress,
                buffered);
    }

    /** The same with another pace of bodies. */
    public ClientLimits withPace(ByteSize rate, Duration grace) {
        return new ClientLimits(
                requestLine,
                head,
                fields,
                field,
                trailers,
                chunkExtensions,
                rate,
                grace,
                connections,
                connectionsPerAddress,
                buffered);
    }
}
