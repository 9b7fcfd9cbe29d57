package tandem.core.routing;

import java.net.InetAddress;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tandem.core.rule.RequestFacts;

/** A GET without fields. */
record PlainFacts(RequestPath path, String host, InetAddress client) implements RequestFacts {
    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String target() {
        return path.forwarded();
    }

    @Override
    public String protocol() {
        return "HTTP/1.1";
    }

    @Override
    public String authority() {
        return host;
    }

    @Override
    public int localPort() {
        return 80;
    }

    @Override
    public boolean secure() {
        return false;
    }

    @Override
    public @Nullable String tls(String name) {
        return null;
    }

    @Override
    public @Nullable String field(String name) {
        return null;
    }

    @Override
    public void eachField(BiConsumer<String, String> teller) {
        // It has none.
    }

    @Override
    public long arrivedMicros() {
        return 0;
    }

    @Override
    public long elapsedMicros() {
        return 0;
    }
}
