package tandem.proxy;

import java.net.InetAddress;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tandem.core.rule.RequestFacts;
import tandem.proxy.http.Fields;
import tandem.proxy.http.RequestHead;

/** A request's head as rules see it. One I/O thread. */
final class HeadFacts implements RequestFacts {
    private final RequestHead head;
    private final ClientConnection client;
    private final long arrivedNanos;
    private final IoLoop loop;
    private final String authority;

    HeadFacts(RequestHead head, ClientConnection client, IoLoop loop, long arrivedNanos) {
        this.head = head;
        this.client = client;
        this.loop = loop;
        this.arrivedNanos = arrivedNanos;
        this.authority = head.authority();
    }

    @Override
    public String method() {
        return head.method();
    }

    @Override
    public String target() {
        return head.target();
    }

    @Override
    public String protocol() {
        return head.http11() ? "HTTP/1.1" : "HTTP/1.0";
    }

    @Override
    public String authority() {
        return authority;
    }

    @Override
    public InetAddress client() {
        return client.address();
    }

    @Override
    public int localPort() {
        return client.localPort();
    }

    @Override
    public boolean secure() {
        return client.secure();
    }

    @Override
    public @Nullable String tls(String name) {
        return null;
    }

    @Override
    public @Nullable String field(String name) {
        FieldsTable table = new FieldsTable(head.fields());
        int first = table.find(name, 0);
        int second = first < 0 ? -1 : table.find(name, first + 1);
        if (second < 0) {
            return first < 0 ? null : table.value(first);
        }
        StringBuilder all = new StringBuilder();
        for (int i = first; i >= 0; i = table.find(name, i + 1)) {
            all.append(all.isEmpty() ? "" : ", ").append(table.value(i));
        }
        return all.toString();
    }

    @Override
    public void eachField(BiConsumer<String, String> teller) {
        Fields fields = head.fields();
        for (int i = 0; i < fields.count(); i++) {
            teller.accept(fields.name(i), fields.value(i));
        }
    }

    @Override
    public long arrivedMicros() {
        return loop.epochMicros() - elapsedMicros();
    }

    @Override
    public long elapsedMicros() {
        return (loop.nanos() - arrivedNanos) / 1000;
    }
}
