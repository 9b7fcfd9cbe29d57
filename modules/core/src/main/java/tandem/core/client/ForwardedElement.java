package tandem.core.client;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * One element of Forwarded (RFC 7239), what one proxy wrote. Elements are told apart from the end: the last is from a proxy
 * that is trusted, and whatever a client wrote in front of it, such as a quotation mark without its second, changes nothing.
 */
final class ForwardedElement {
    private ForwardedElement() {}

    /** Where the comma is in front of the last element before an end; -1 if it is the first. */
    static int comma(String text, int end) {
        boolean quoted = false;
        for (int i = end - 1; i >= 0; i--) {
            char c = text.charAt(i);
            if (c == '"' && !escaped(text, i)) {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    private static boolean escaped(String text, int at) {
        int backslashes = 0;
        while (at - backslashes > 0 && text.charAt(at - backslashes - 1) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    /** The address in its {@code for}; null if it has none, such as {@code unknown}, or several. */
    static @Nullable InetAddress client(String element) {
        String found = null;
        int at = 0;
        while (at < element.length()) {
            int end = pairEnd(element, at);
            String pair = element.substring(at, end).trim();
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).equalsIgnoreCase("for")) {
                if (found != null) {
                    return null;
                }
                found = pair.substring(equals + 1);
            }
            at = end + 1;
        }
        return found == null ? null : NodeName.address(unquoted(found));
    }

    private static int pairEnd(String element, int from) {
        boolean quoted = false;
        for (int i = from; i < element.length(); i++) {
            char c = element.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ';' && !quoted) {
                return i;
            }
        }
        return element.length();
    }

    /** An address needs no escapes, so one with a backslash is none. */
    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
