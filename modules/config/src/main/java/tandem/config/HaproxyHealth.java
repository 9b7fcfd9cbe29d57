package tandem.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a backend of HAProxy asks its servers whether they are well. */
final class HaproxyHealth {
    private static final Pattern HOST = Pattern.compile("(?i)\\bhost:\\s*([^\\s\\r\\n]+)");

    private final HaproxyProxy proxy;
    private final ForeignDraft draft;

    HaproxyHealth(HaproxyProxy proxy, ForeignDraft draft) {
        this.proxy = proxy;
        this.draft = draft;
    }

    /** Fills in what holds for every server that is checked. */
    void carry(TreeDraft health) {
        Optional<ForeignLine> asked = proxy.last("option httpchk");
        if (asked.isEmpty()) {
            health.text(proxy.place(), "method", "tcp");
            return;
        }
        ForeignLine line = asked.get();
        boolean path = line.size() == 3;
        Request request = new Request(
                path || line.size() < 3 ? "OPTIONS" : line.word(2), path ? line.word(2) : line.word(3), line.word(4));
        StringBuilder rest = new StringBuilder();
        line.from(4).forEach(word -> rest.append(word.text()).append(' '));
        Optional<String> host = host(rest.toString());
        Place place = line.place();
        for (ForeignLine send : proxy.all("http-check send")) {
            ForeignParameters words = ForeignParameters.of(send.from(2), Set.of("meth", "uri", "ver", "body"));
            request = new Request(
                    words.value("meth").orElse(request.method()),
                    words.value("uri").orElse(request.path()),
                    words.value("ver").orElse(request.version()));
            for (int i = 2; i + 2 < send.size(); i++) {
                if (send.word(i).equals("hdr") && send.word(i + 1).equalsIgnoreCase("host")) {
                    host = Optional.of(send.word(i + 2));
                }
            }
            place = send.place();
        }
        fill(health, place, request);
        Place from = place;
        host.ifPresent(name -> health.text(from, "host", name));
        expectations(health);
    }

    private record Request(String method, String path, String version) {}

    private void fill(TreeDraft health, Place place, Request request) {
        String method = request.method().toLowerCase(Locale.ROOT);
        if (!List.of("get", "head", "options").contains(method)) {
            draft.remark(place, "option httpchk", "members are asked with GET, HEAD or OPTIONS: GET here");
            method = "get";
        }
        health.text(place, "method", method + (request.version().startsWith("HTTP/1.1") ? "11" : ""));
        health.text(place, "path", request.path().isEmpty() ? "/" : request.path());
    }

    private static Optional<String> host(String text) {
        Matcher matcher = HOST.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private void expectations(TreeDraft health) {
        List<String> all = new ArrayList<>();
        for (ForeignLine line : proxy.all("http-check expect")) {
            Optional<String> expected = expectation(line.from(2).stream()
                    .map(HttpdWord::text)
                    .filter(word -> !word.equals("comment"))
                    .toList());
            expected.ifPresentOrElse(
                    all::add, () -> draft.notCarried(line.place(), "http-check expect", "write health.expect"));
        }
        if (!all.isEmpty()) {
            health.text(proxy.place(), "expect", String.join(" && ", all));
        }
    }

    private static Optional<String> expectation(List<String> words) {
        boolean not = !words.isEmpty() && words.get(0).equals("!");
        List<String> rest = not ? words.subList(1, words.size()) : words;
        if (rest.size() != 2) {
            return Optional.empty();
        }
        String value = rest.get(1);
        String expected = switch (rest.get(0)) {
            case "status" -> value.matches("[0-9,-]+") ? statuses(value) : "";
            case "rstatus" -> "status =~ /" + value.replace("/", "\\/") + "/";
            case "string" -> "body =~ /" + ForeignPath.quoted(value).replace("/", "\\/") + "/";
            case "rstring" -> "body =~ /" + value.replace("/", "\\/") + "/";
            default -> "";
        };
        String whole = not || expected.contains("||") ? "(" + expected + ")" : expected;
        return expected.isEmpty() ? Optional.empty() : Optional.of((not ? "!" : "") + whole);
    }

    private static String statuses(String list) {
        List<String> alternatives = new ArrayList<>();
        for (String part : list.split(",")) {
            int dash = part.indexOf('-');
            alternatives.add(
                    dash < 0
                            ? "status == " + part
                            : "status >= " + part.substring(0, dash) + " && status <= " + part.substring(dash + 1));
        }
        return String.join(" || ", alternatives);
    }
}
