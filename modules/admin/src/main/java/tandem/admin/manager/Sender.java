package tandem.admin.manager;

import java.util.Locale;
import java.util.Set;
import tandem.core.port.OperatorPages.Caller;

/** Who made a request, by what it says of itself; no web page of another host can pass for anything but {@link #FOREIGN}. */
enum Sender {
    /** The manager's own page, or a program that names its host as Referer. */
    OWN_PAGE,
    /** Something that says nothing of where it comes from, as programs do. */
    PROGRAM,
    /** A page of another host. */
    FOREIGN;

    private static final Set<String> NOT_CROSSING = Set.of("same-origin", "none");

    static Sender of(Caller caller) {
        if (!caller.fetchSite().isEmpty() && !NOT_CROSSING.contains(caller.fetchSite())) {
            return FOREIGN;
        }
        if (!caller.origin().isEmpty()
                && !withoutDefaultPort(afterScheme(caller.origin()))
                        .equals(withoutDefaultPort(caller.authority().toLowerCase(Locale.ROOT)))) {
            return FOREIGN;
        }
        // As in Apache the Referer's host alone is looked at, not its port.
        if (!caller.referer().isEmpty() && !host(afterScheme(caller.referer())).equals(host(caller.authority()))) {
            return FOREIGN;
        }
        boolean says = !caller.origin().isEmpty() || !caller.referer().isEmpty();
        return (says || caller.fetchSite().equals("same-origin"))
                        && !caller.authority().isEmpty()
                ? OWN_PAGE
                : PROGRAM;
    }

    /** Lower case, without port and brackets. */
    static String host(String authority) {
        int colon = authority.lastIndexOf(':');
        String name = colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
        boolean brackets = name.startsWith("[") && name.endsWith("]");
        return (brackets ? name.substring(1, name.length() - 1) : name).toLowerCase(Locale.ROOT);
    }

    /** The authority of a URL, lower case; empty if it is not one of HTTP, such as {@code null}. */
    private static String afterScheme(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("http://") && !lower.startsWith("https://")) {
            return "";
        }
        String rest = lower.substring(lower.indexOf("://") + 3);
        String authority = rest.split("[/?#]", 2)[0];
        return authority.substring(authority.lastIndexOf('@') + 1);
    }

    private static String withoutDefaultPort(String authority) {
        return authority.replaceFirst(":(80|443)$", "");
    }
}
