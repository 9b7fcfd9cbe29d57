package tandem.core.config;

import java.net.URI;
import java.net.URISyntaxException;

/** Where an authority tells what it thinks of its certificates (OCSP): an address by http or https. */
public record ResponderUrl(URI uri) {
    /** @throws IllegalArgumentException with a sentence for the operator */
    public static ResponderUrl parse(String text) {
        try {
            URI uri = new URI(text);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null) {
                return new ResponderUrl(uri);
            }
        } catch (URISyntaxException e) {
            // the sentence below says what is expected
        }
        throw new IllegalArgumentException("'" + text + "' is not allowed; http://HOST/PATH is expected");
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
