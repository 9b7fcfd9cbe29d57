package tandem.core.port;

import java.net.InetAddress;
import java.util.Map;
import tandem.core.config.ManagerPageConfig;

/**
 * Apache's balancer-manager as it stands on a listener for clients. Implemented by admin, called by proxy once routing and access
 * rules have let a request through. May block: any thread but an I/O thread.
 */
@FunctionalInterface
public interface OperatorPages {
    /** The page that the request gets, changed balancers included. */
    Answer answer(ManagerPageConfig page, Ask ask);

    /**
     * A request for a page.
     *
     * @param method such as GET
     * @param target path and query as the client sent them
     * @param body at most {@link #MAX_BODY} bytes; empty without one
     */
    record Ask(String method, String target, byte[] body, Caller caller) {}

    /**
     * Who asks, by what a browser or a program says of it. A field that was not sent is empty.
     *
     * @param secure whether it came by TLS
     * @param authority the Host field
     * @param fetchSite Sec-Fetch-Site, which browsers alone send
     */
    record Caller(
            InetAddress address, boolean secure, String authority, String referer, String origin, String fetchSite) {}

    /**
     * What the client gets.
     *
     * @param fields beside Content-Type and Content-Length, in order
     */
    record Answer(int status, String contentType, byte[] body, Map<String, String> fields) {}

    /** Larger bodies are refused before they come here. */
    int MAX_BODY = 16 * 1024;
}
