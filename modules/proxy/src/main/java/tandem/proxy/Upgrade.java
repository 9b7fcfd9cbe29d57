package tandem.proxy;

import java.nio.charset.StandardCharsets;
import tandem.proxy.http.Field;
import tandem.proxy.http.Fields;
import tandem.proxy.http.RequestHead;
import tandem.proxy.http.ResponseHead;

/** When a connection may change its protocol; RFC 9110 section 7.8. */
final class Upgrade {
    private static final byte[] UPGRADE = "upgrade".getBytes(StandardCharsets.US_ASCII);

    private Upgrade() {}

    /** The protocols that the client asks for, empty if it asks for none properly; never h2c, which would pass by every check. */
    static String asked(RequestHead head) {
        Fields fields = head.fields();
        boolean proper = head.http11()
                && !head.hasBody()
                && fields.count(Field.UPGRADE) == 1
                && fields.listed(Field.CONNECTION, UPGRADE);
        if (!proper) {
            return "";
        }
        String protocols = fields.value(fields.find(Field.UPGRADE, 0));
        return protocols.toLowerCase(java.util.Locale.ROOT).contains("h2c") ? "" : protocols;
    }

    /** The protocol that a 101 changes to, empty if it is none of those asked for. */
    static String granted(ResponseHead response, String asked) {
        int at = response.fields().find(Field.UPGRADE, 0);
        String protocol = at < 0 ? "" : response.fields().value(at);
        for (String one : asked.split(",", -1)) {
            if (!protocol.isEmpty() && one.trim().equalsIgnoreCase(protocol)) {
                return protocol;
            }
        }
        return "";
    }
}
