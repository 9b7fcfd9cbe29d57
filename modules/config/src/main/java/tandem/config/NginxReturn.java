package tandem.config;

import java.util.List;
import java.util.Optional;

/** Carries over {@code return} and {@code rewrite} of a site. One site; one thread. */
final class NginxReturn {
    private final TreeDraft site;
    private final ForeignDraft draft;

    NginxReturn(TreeDraft site, ForeignDraft draft) {
        this.site = site;
        this.draft = draft;
    }

    void answer(ForeignLine line, ForeignPath path) {
        boolean bare = line.size() == 2 && line.word(1).matches("https?://.*");
        String status = bare ? "302" : line.word(1);
        String target = bare ? line.word(1) : line.word(2);
        Place place = line.place();
        if (!status.matches("[2-5]\\d\\d") || status.equals("444")) {
            draft.notCarried(place, "return", "'" + status + "' is no status that can be answered; 404 is");
            status = "404";
        }
        if (!status.startsWith("3") || target.isEmpty()) {
            TreeDraft route = site.item(place, "routes");
            path.into(place, route);
            route.in(place, "answer").text(place, "status", status);
            if (!target.isEmpty()) {
                draft.notCarried(place, "return", "its text; answers of this node have a page of their own");
            }
            return;
        }
        redirect(place, path, status, target);
    }

    private void redirect(Place place, ForeignPath path, String status, String target) {
        boolean query = target.endsWith("$request_uri");
        String shorter = query ? target.substring(0, target.length() - "$request_uri".length()) + "$uri" : target;
        Optional<String> to = NginxText.replaced(shorter);
        if (to.isEmpty() || shorter.indexOf("$request_uri") >= 0) {
            draft.notCarried(
                    place, "return", "'" + target + "' has variables without a counterpart; write sites[].rewrites");
            return;
        }
        String pattern = path.key().equals("path") ? "^" + ForeignPath.quoted(path.text()) : path.text();
        TreeDraft rewrite =
                site.item(place, "rewrites").text(place, "pattern", pattern).text(place, "to", to.get());
        rewrite.texts(place, "flags", query ? List.of("R=" + status, "L") : List.of("R=" + status, "QSD", "L"));
    }

    void rewrite(ForeignLine line) {
        Optional<String> to = NginxText.replaced(line.word(2).replaceAll("\\$(\\d)", "\u0001$1"));
        Place place = line.place();
        if (to.isEmpty()) {
            draft.notCarried(
                    place,
                    "rewrite",
                    "'" + line.word(2) + "' has variables without a counterpart; write sites[].rewrites");
            return;
        }
        String flag = line.word(3);
        boolean redirect = flag.matches("permanent|redirect") || line.word(2).matches("https?://.*");
        List<String> flags = redirect
                ? List.of(flag.equals("permanent") ? "R=301" : "R=302", "L")
                : flag.isEmpty() ? List.of("PT") : List.of("PT", "L");
        site.item(place, "rewrites")
                .text(place, "pattern", line.word(1))
                .text(place, "to", to.get().replace('\u0001', '$'))
                .texts(place, "flags", flags);
    }
}
