package tandem.core.port;

import java.util.List;
import tandem.core.tls.KeyedCertificate;

/** Certificates that are ordered automatically, as far as they are there. Implemented by identity, asked by proxy. Any thread. */
public interface OrderedCertificates {
    /** Nobody orders any. */
    OrderedCertificates NONE = names -> {
        throw new IllegalStateException("nobody orders a certificate for " + String.join(", ", names));
    };

    /** What is shown for these names: what was ordered for them, or until then something that stands in. */
    Shown of(List<String> names);

    /**
     * A certificate to show.
     *
     * @param ordered false for one that this node signed itself and that clients refuse
     */
    record Shown(KeyedCertificate certificate, boolean ordered) {}
}
