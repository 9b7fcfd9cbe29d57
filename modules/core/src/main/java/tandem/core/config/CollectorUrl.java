package tandem.core.config;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a collector takes spans by OTLP over HTTP.
 *
 * @param url absolute, http or https, with the whole path
 */
public record CollectorUrl(URI url) {
    private static final String TRACES = "/v1/traces";
    private static final int GRPC_PORT = 4317;

    /**
     * Reads {@code http://HOST[:PORT]} or {@code https://…}; a path is taken as it is, and without one it is {@code /v1/traces},
     * as the specification of OTLP exporters has it.
     *
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static CollectorUrl parse(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is not a URL such as http://127.0.0.1:4318");
        }
        boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!web || url.getHost() == null) {
            throw new IllegalArgumentException("'" + text + "' is not a URL such as http://127.0.0.1:4318");
        }
        if (url.getUserInfo() != null || url.getQuery() != null || url.getFragment() != null) {
            throw new IllegalArgumentException(
                    "the collector's URL has no user, query or fragment; what lets one in goes into headers-file");
        }
        if (url.getPort() == GRPC_PORT) {
            throw new IllegalArgumentException(
                    "port 4317 is OTLP by gRPC, which is not spoken; write the collector's HTTP port, mostly 4318");
        }
        boolean bare = url.getPath().isEmpty() || url.getPath().equals("/");
        return new CollectorUrl(bare ? url.resolve(TRACES) : url);
    }

    /** The text that {@link #parse} reads back. */
    @Override
    public String toString() {
        return url.toString();
    }
}
