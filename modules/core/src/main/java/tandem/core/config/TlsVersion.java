package tandem.core.config;

import java.util.List;

/**
 * A version of TLS.
 *
 * @param name {@code TLSv1.2} or {@code TLSv1.3}, as Java and Apache write it
 */
public record TlsVersion(String name) {
    public static final TlsVersion TLS_1_2 = new TlsVersion("TLSv1.2");
    public static final TlsVersion TLS_1_3 = new TlsVersion("TLSv1.3");

    /** Both, which is what Mozilla's intermediate profile asks for. */
    public static final List<TlsVersion> BOTH = List.of(TLS_1_2, TLS_1_3);

    /** @throws IllegalArgumentException with a sentence for the operator */
    public static TlsVersion parse(String text) {
        for (TlsVersion version : BOTH) {
            if (version.name.equalsIgnoreCase(text)) {
                return version;
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not allowed (TLSv1.2, TLSv1.3); older versions can be broken and are not spoken");
    }

    @Override
    public String toString() {
        return name;
    }
}
