package tandem.core.rule;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A request that a test makes up. */
public final class StubFacts implements RequestFacts {
    final Map<String, String> fields = new LinkedHashMap<>();

    final Map<String, String> tls = new LinkedHashMap<>();
    private String target = "/";
    private InetAddress client = InetAddress.ofLiteral("198.51.100.7");

    public StubFacts with(String name, String value) {
        fields.put(name, value);
        return this;
    }

    public StubFacts target(String asked) {
        target = asked;
        return this;
    }

    public StubFacts client(String address) {
        client = InetAddress.ofLiteral(address);
        return this;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public String protocol() {
        return "HTTP/1.1";
    }

    @Override
    public String authority() {
        return "www.example.com";
    }

    @Override
    public InetAddress client() {
        return client;
    }

    @Override
    public int localPort() {
        return 80;
    }

    @Override
    public boolean secure() {
        return !tls.isEmpty();
    }

    @Override
    public @Nullable String tls(String name) {
        return tls.get(name);
    }

    @Override
    public @Nullable String field(String name) {
        return fields.entrySet().stream()
                .filter(field -> field.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    @Override
    public void eachField(BiConsumer<String, String> teller) {
        fields.forEach(teller);
    }

    @Override
    public long arrivedMicros() {
        return 1_700_000_000_000_000L;
    }

    @Override
    public long elapsedMicros() {
        return 42;
    }
}
