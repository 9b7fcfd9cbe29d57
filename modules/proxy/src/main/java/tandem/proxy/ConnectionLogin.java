package tandem.proxy;

import org.jspecify.annotations.Nullable;
import tandem.core.balance.Balancer;
import tandem.core.balance.Member;
import tandem.core.config.MemberFlag;
import tandem.proxy.http.Field;
import tandem.proxy.http.Fields;

/**
 * Recognises NTLM and Negotiate, which log in a connection rather than a request: such a connection must never carry another
 * client's requests.
 */
final class ConnectionLogin {
    private ConnectionLogin() {}

    /** Whether a request logs its connection in. */
    static boolean attempted(Fields request) {
        return names(request, Field.AUTHORIZATION);
    }

    /** Whether a response with status 401 asks for it. */
    static boolean demanded(Fields response) {
        return names(response, Field.WWW_AUTHENTICATE);
    }

    /** The member that this client is logged in at, if it is of this balancer and may still be used; else null. */
    static @Nullable Member member(ClientConnection client, Balancer balancer, MemberConnections members) {
        MemberConnection pinned = client.pinned();
        if (pinned == null || !pinned.open() || !client.loggedIn()) {
            return null;
        }
        for (Member member : balancer.members()) {
            if (pinned.home() == members.of(member)) {
                boolean closed = member.flags().contains(MemberFlag.STOPPED)
                        || member.flags().contains(MemberFlag.DISABLED);
                return closed ? null : member;
            }
        }
        return null;
    }

    private static boolean names(Fields fields, Field field) {
        for (int i = fields.find(field, 0); i >= 0; i = fields.find(field, i + 1)) {
            String value = fields.value(i);
            if (scheme(value, "ntlm") || scheme(value, "negotiate")) {
                return true;
            }
        }
        return false;
    }

    /** Whether a scheme begins the value or follows a comma. */
    private static boolean scheme(String value, String name) {
        for (int at = 0; at + name.length() <= value.length(); at++) {
            boolean border = at == 0 || value.charAt(at - 1) == ',' || value.charAt(at - 1) == ' ';
            int end = at + name.length();
            boolean ends = end == value.length() || value.charAt(end) == ' ' || value.charAt(end) == ',';
            if (border && ends && value.regionMatches(true, at, name, 0, name.length())) {
                return true;
            }
        }
        return false;
    }
}
