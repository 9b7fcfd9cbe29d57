package tandem.core.config;

/** By what a listener speaks TLS. */
public enum TlsEngine {
    /** BoringSSL where it is there and can do all that the listener says, else Java. */
    AUTO,
    /** Java's own. */
    JSSE,
    /** BoringSSL, or not at all. */
    NATIVE
}
