package tandem.proxy;

import java.net.InetAddress;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tandem.core.client.ClientWalk;
import tandem.core.routing.ListenerRules;
import tandem.core.rule.RequestFacts;
import tandem.proxy.http.Fields;
import tandem.proxy.http.RequestHead;
import tandem.proxy.tls.ClientTls;

/** A request's head as rules see it. One I/O thread. */
final class HeadFacts implements RequestFacts {
    private final RequestHead head;
    private final ClientConnection client;
    private final long arrivedNanos;
    private final IoLoop loop;
    private final String authority;
    private InetAddress address;
    private String addressText;

    HeadFacts(RequestHead head, ClientConnection client, IoLoop loop, long arrivedNanos) {
        this.head = head;
        this.client = client;
        this.loop = loop;
        this.arrivedNanos = arrivedNanos;
        this.authority = head.authority();
        this.address = client.address();
        this.addressText = client.addressText();
    }

    /** Drops fields that only this node may add. */
    void dropReserved(ListenerRules rules) {
        if (rules != ListenerRules.NONE) {
            rules.dropReserved(new FieldsTable(head.fields()));
        }
    }

    /** Adds what the client's certificate says; hop-by-hop fields are dropped already. */
    void certify(ListenerRules rules) {
        if (rules.hasFields()) {
            rules.addFields(new FieldsTable(head.fields()), this);
        }
    }

    /** Finds the client that trusted proxies speak for; what they said is taken out of their field. */
    void walk(ClientWalk walk) {
        if (walk.nothing()) {
            return;
        }
        FieldsTable table = new FieldsTable(head.fields());
        String proxiesField = walk.proxiesField();
        if (proxiesField != null) {
            table.removeAll(proxiesField);
        }
        String said = field(walk.field());
        if (said == null) {
            return;
        }
        ClientWalk.Walked walked = walk.walk(address, said);
        if (walked.client().equals(address)) {
            return;
        }
        address = walked.client();
        addressText = address.getHostAddress();
        int first = table.find(walk.field(), 0);
        if (!walked.rest().isEmpty()) {
            table.replace(first, walked.rest());
            first = table.find(walk.field(), first + 1);
        }
        for (int i = first; i >= 0; i = table.find(walk.field(), i + 1)) {
            table.remove(i);
        }
        if (proxiesField != null && !walked.passed().isEmpty()) {
            table.add(proxiesField, walked.passed());
        }
    }

    RequestHead head() {
        return head;
    }

    ClientConnection connection() {
        return client;
    }

    /** Whether whoever has the connection is the client, rather than a proxy with many clients. */
    boolean ofConnection() {
        return address.equals(client.address());
    }

    /** {@link #client} as text. */
    String clientText() {
        return addressText;
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
        return head.http2() ? "HTTP/2.0" : head.http11() ? "HTTP/1.1" : "HTTP/1.0";
    }

    @Override
    public String authority() {
        return authority;
    }

    @Override
    public InetAddress client() {
        return address;
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
        ClientTls tls = client.tls();
        return tls == null ? null : tls.variable(name);
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
