package tandem.config;

import java.util.List;
import java.util.Optional;
import tandem.core.config.ListenAddress;
import tandem.core.text.BoundedPattern;
import tandem.core.text.IpAddress;

/** Opens the sections that say for which requests something holds: Location, LocationMatch, VirtualHost. */
final class HttpdLocations {
    private HttpdLocations() {}

    /** @throws IllegalArgumentException with a sentence for the operator */
    static HttpdScope.Location open(ServerDraft server, Place place, List<HttpdWord> words, boolean match) {
        boolean regex = match || words.size() > 1 && words.get(0).is("~");
        if (words.size() > (regex && !match ? 2 : 1)) {
            throw new IllegalArgumentException("takes one path");
        }
        String text = words.get(words.size() - 1).text();
        SectionDraft section = regex ? regex(place, text) : plain(place, text);
        server.locations.add(section);
        return new HttpdScope.Location(section, server);
    }

    private static SectionDraft regex(Place place, String text) {
        BoundedPattern.compile(text, false);
        return new SectionDraft(place, "/", Optional.of(text));
    }

    private static SectionDraft plain(Place place, String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("'" + text + "' does not begin with a slash");
        }
        if (!text.matches(".*[*?\\[].*")) {
            return new SectionDraft(place, text, Optional.empty());
        }
        return new SectionDraft(place, "/", Optional.of(glob(text)));
    }

    /** A file pattern as a regular expression: no wild card stands for a slash. */
    private static String glob(String text) {
        StringBuilder regex = new StringBuilder("^");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int end = c == '[' ? text.indexOf(']', i + 2) : -1;
            if (end > 0) {
                regex.append(text.substring(i, end + 1).replace("[!", "[^"));
                i = end;
            } else {
                regex.append(c == '*' ? "[^/]*" : c == '?' ? "[^/]" : escaped(c));
            }
        }
        return regex.append("(/|$)").toString();
    }

    private static String escaped(char c) {
        return "\\.()+^${}|[]".indexOf(c) >= 0 ? "\\" + c : String.valueOf(c);
    }

    static HttpdScope.Server virtualHost(HttpdDraft draft, HttpdScope around, List<HttpdWord> words) {
        if (!(around instanceof HttpdScope.Server server) || !server.server().isMain()) {
            throw new IllegalArgumentException("cannot stand inside another section");
        }
        ServerDraft host = new ServerDraft(words.get(0).place(), draft.main);
        for (HttpdWord word : words) {
            host.addresses.add(address(word));
        }
        draft.hosts.add(host);
        return new HttpdScope.Server(host);
    }

    private static ServerDraft.Address address(HttpdWord word) {
        String text = word.text();
        int colon = text.lastIndexOf(':');
        boolean port = colon > text.lastIndexOf(']') && text.indexOf(':') == colon
                || text.startsWith("[") && colon > text.indexOf(']');
        String host = port ? text.substring(0, colon) : text;
        String number = port ? text.substring(colon + 1) : "*";
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        boolean every = host.equals("*") || host.equalsIgnoreCase("_default_");
        if (!every && !IpAddress.valid(host)) {
            throw new IllegalArgumentException("'" + text + "' names a host by name; write its IP address or *");
        }
        if (!number.matches("\\d{1,5}|\\*")) {
            throw new IllegalArgumentException("'" + text + "' is not ADDRESS:PORT, such as *:80");
        }
        return new ServerDraft.Address(
                word.place(),
                every ? ListenAddress.EVERY_ADDRESS : host,
                number.equals("*") ? 0 : Integer.parseInt(number));
    }
}
