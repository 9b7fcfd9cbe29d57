package tandem.core.config;

/** How a member is probed (hcmethod). */
public enum HealthMethod {
    /** A connection is opened and closed again. */
    TCP,
    /** OPTIONS *, HTTP/1.0. */
    OPTIONS,
    HEAD,
    GET,
    /** OPTIONS *, HTTP/1.1. */
    OPTIONS11,
    HEAD11,
    GET11,
    /** Health/Check of grpc.health.v1; for members by HTTP/2. */
    GRPC;

    /** The method of HTTP; empty for none. */
    public String verb() {
        return switch (this) {
            case TCP, GRPC -> "";
            case OPTIONS, OPTIONS11 -> "OPTIONS";
            case HEAD, HEAD11 -> "HEAD";
            case GET, GET11 -> "GET";
        };
    }

    /** Whether it speaks HTTP/1.1 rather than 1.0. */
    public boolean http11() {
        return this == OPTIONS11 || this == HEAD11 || this == GET11;
    }
}
