package tandem.config;

import java.util.Map;
import java.util.stream.Collectors;

/** Makes listeners of virtual addresses listen at every address: a standby has none of them, and yet must be ready to serve. */
final class ForeignListeners {
    private final ForeignDraft draft;

    ForeignListeners(ForeignDraft draft) {
        this.draft = draft;
    }

    void settle() {
        Map<String, Long> hosts = draft.root.items("vips").stream()
                .collect(Collectors.groupingBy(
                        vip -> vip.text("address").orElse("").replaceAll("/.*", ""), Collectors.counting()));
        draft.root.inners("listeners").forEach((name, listener) -> {
            String listen = listener.text("listen").orElse("");
            String host = listen.replaceAll(":\\d+$", "").replaceAll("^\\[|\\]$", "");
            if (hosts.containsKey(host)) {
                Place place = listener.place();
                listener.text(place, "listen", "*" + listen.substring(listen.lastIndexOf(':')));
                draft.remark(
                        place,
                        "listeners." + name,
                        "listens at every address: " + host + " is a virtual one, which a standby does not have");
            }
        });
    }
}
