package tandem.proxy.http;

/** How the end of a body shows; RFC 9112 section 6.3. */
public enum Framing {
    /** There is no body. */
    NONE,
    /** By a number of bytes. */
    LENGTH,
    /** By a last chunk. */
    CHUNKED,
    /** By the end of the connection. */
    UNTIL_CLOSE
}
