package tandem.core.client;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.core.config.ClientAddressConfig;
import tandem.core.text.Network;

/**
 * Walks from who connected to the client that proxies speak for: from the end of the field, as long as who was found last is
 * trusted (httpd's mod_remoteip). What clients wrote in front of that is never looked at. Immutable. Any thread.
 */
public final class ClientWalk {
    /** Nobody is believed. */
    public static final ClientWalk NONE = new ClientWalk();

    private static final int MOST_PROXIES = 100;

    private final String field;
    private final boolean rfc7239;
    private final @Nullable String proxiesField;
    private final List<Network> internal;
    private final List<Network> trusted;

    private ClientWalk() {
        this.field = "";
        this.rfc7239 = false;
        this.proxiesField = null;
        this.internal = List.of();
        this.trusted = List.of();
    }

    public ClientWalk(ClientAddressConfig config) {
        this.field = config.field();
        this.rfc7239 = field.equalsIgnoreCase("Forwarded");
        this.proxiesField = config.proxiesField().orElse(null);
        this.internal = config.internalProxies();
        this.trusted = config.trustedProxies();
    }

    /**
     * What came of it.
     *
     * @param client whom the request is from
     * @param rest what is left of the field: what nobody vouches for; may be empty
     * @param passed the trusted proxies on the way, but not internal ones, the first one first; may be empty
     */
    public record Walked(InetAddress client, String rest, String passed) {}

    /** Whether nobody is believed. */
    public boolean nothing() {
        return internal.isEmpty() && trusted.isEmpty();
    }

    /** The field that proxies write. */
    public String field() {
        return field;
    }

    /** The field that tells members which proxies were passed; null: none does. */
    public @Nullable String proxiesField() {
        return proxiesField;
    }

    /**
     * Walks.
     *
     * @param connected who sent the request
     * @param said all values of the field, joined by commas in order
     */
    public Walked walk(InetAddress connected, String said) {
        InetAddress client = connected;
        String passed = "";
        int end = said.length();
        for (int i = 0; i < MOST_PROXIES && end > 0; i++) {
            boolean own = Network.anyContains(internal, client);
            if (!own && !Network.anyContains(trusted, client)) {
                break;
            }
            int comma = rfc7239 ? ForwardedElement.comma(said, end) : said.lastIndexOf(',', end - 1);
            String last = said.substring(comma + 1, end).trim();
            InetAddress named = rfc7239 ? ForwardedElement.client(last) : NodeName.address(last);
            if (named == null || !own && NodeName.ofNoPublicNetwork(named)) {
                break;
            }
            if (!own) {
                passed = client.getHostAddress() + (passed.isEmpty() ? "" : ", " + passed);
            }
            client = named;
            end = Math.max(comma, 0);
        }
        return new Walked(client, said.substring(0, end).trim(), passed);
    }
}
