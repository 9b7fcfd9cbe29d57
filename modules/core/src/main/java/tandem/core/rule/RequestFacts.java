package tandem.core.rule;

import java.net.InetAddress;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What rules may ask of a request. Values have one character a byte. For the request's own thread. */
public interface RequestFacts {
    String method();

    /** As the client sent it: path and query. */
    String target();

    /** {@code HTTP/2.0}, {@code HTTP/1.1} or {@code HTTP/1.0}. */
    String protocol();

    /** Host and port that the client asked for; may be empty. */
    String authority();

    InetAddress client();

    int localPort();

    /** Whether the client's connection is encrypted. */
    boolean secure();

    /** A variable of the encrypted connection by mod_ssl's name, such as {@code SSL_PROTOCOL}; null where it has none. */
    @Nullable
    String tls(String name);

    /** All values of a request field, joined with {@code ", "}; null without one. */
    @Nullable
    String field(String name);

    /** Tells every field of the request. */
    void eachField(BiConsumer<String, String> teller);

    /** Microseconds since 1970 at which the request arrived. */
    long arrivedMicros();

    /** Microseconds since it arrived. */
    long elapsedMicros();
}
