package tandem.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A {@code vrrp_instance} of one node's file. One thread. */
final class KeepalivedInstance {
    private static final Set<String> CARRIED = Set.of(
            "state",
            "interface",
            "priority",
            "nopreempt",
            "unicast_src_ip",
            "unicast_peer",
            "virtual_ipaddress",
            "virtual_ipaddress_excluded",
            "virtual_router_id");

    private final ForeignBlock block;
    private final ForeignDraft draft;
    private String group;

    KeepalivedInstance(ForeignBlock block, ForeignDraft draft) {
        this.block = block;
        this.draft = draft;
        this.group = block.line().word(1).replaceAll("[^A-Za-z0-9._-]", "-");
        for (ForeignBlock inner : block.inner()) {
            if (!CARRIED.contains(inner.name())) {
                draft.notCarried(inner.place(), inner.name(), KeepalivedAdvice.instance(inner.name()));
            }
        }
    }

    Place place() {
        return block.place();
    }

    /** @param syncGroup the group that it moves with; null: it moves alone */
    void group(@Nullable String syncGroup) {
        group = syncGroup == null ? group : syncGroup.replaceAll("[^A-Za-z0-9._-]", "-");
    }

    String groupName() {
        return group;
    }

    boolean stays() {
        return block.last("nopreempt").isPresent();
    }

    boolean master() {
        return block.value("state").map(HttpdWord::text).orElse("BACKUP").equals("MASTER");
    }

    int priority() {
        String priority = block.value("priority").map(HttpdWord::text).orElse("100");
        return priority.matches("\\d{1,3}") ? Integer.parseInt(priority) : 100;
    }

    Optional<String> source() {
        return block.value("unicast_src_ip").map(HttpdWord::text);
    }

    List<HttpdWord> peers() {
        return block.all("unicast_peer").stream()
                .flatMap(peers -> peers.inner().stream())
                .map(peer -> peer.line().words().get(0))
                .toList();
    }

    /** Adds its addresses. */
    void carry(boolean several, Optional<String> prefer) {
        List<ForeignBlock> lists = new ArrayList<>(block.all("virtual_ipaddress"));
        lists.addAll(block.all("virtual_ipaddress_excluded"));
        for (ForeignBlock list : lists) {
            list.inner().forEach(address -> address(address.line(), several, prefer));
        }
    }

    private void address(ForeignLine line, boolean several, Optional<String> prefer) {
        Place place = line.place();
        String address = line.word(0);
        TreeDraft vip = draft.root.item(place, "vips");
        if (address.indexOf('/') < 0) {
            draft.remark(
                    place,
                    "virtual_ipaddress",
                    "gives no prefix length; write that of its network in place of this one");
            address += address.indexOf(':') >= 0 ? "/64" : "/24";
        }
        vip.text(place, "address", address);
        Optional<String> device = block.value("interface").map(HttpdWord::text);
        for (int i = 1; i < line.size(); i += 2) {
            if (line.word(i).equals("dev")) {
                device = Optional.of(line.word(i + 1));
            } else if (!Set.of("label", "scope", "brd").contains(line.word(i))) {
                draft.notCarried(
                        line.words().get(i).place(),
                        "virtual_ipaddress",
                        "'" + line.word(i) + "'; see vips in the reference of keys");
            }
        }
        device.ifPresent(name -> vip.text(place, "interface", name));
        if (several) {
            vip.text(place, "group", group);
        }
        prefer.ifPresent(node -> vip.text(place, "prefer", node));
    }
}
