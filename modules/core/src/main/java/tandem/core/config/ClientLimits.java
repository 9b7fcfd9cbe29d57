package tandem.core.config;

/** How much a client may send. */
public record ClientLimits(
        @Key(
                doc = "Longest request line; a longer one is answered 414 (LimitRequestLine).",
                fallback = "8KiB",
                range = "64B..1MiB")
        ByteSize requestLine,

        @Key(
                doc = "Longest head of a request, its request line included; a longer one is answered 431.",
                fallback = "32KiB",
                range = "256B..1MiB")
        ByteSize head,

        @Key(
                doc = "Most header fields of a request; more are answered 431 (LimitRequestFields).",
                fallback = "100",
                range = "1..1000")
        int fields,

        @Key(
                doc = "Most bytes of trailers behind a chunked body; more break the connection off.",
                fallback = "8KiB",
                range = "0B..1MiB")
        ByteSize trailers,

        @Key(
                doc = "Most bytes of chunk extensions in one body; more break the connection off.",
                fallback = "4KiB",
                range = "0B..1MiB")
        ByteSize chunkExtensions) {

    public static final ClientLimits DEFAULT =
            new ClientLimits(ByteSize.kib(8), ByteSize.kib(32), 100, ByteSize.kib(8), ByteSize.kib(4));
}
