package tandem.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Carries over the virtual addresses of keepalived.conf files, one of a node or those of both, and the virtual servers whose checks
 * show that they carry HTTP. One use.
 */
final class KeepalivedImport {
    private static final String SECRET_FILE = "/etc/tandem/cluster.key";

    private final ForeignDraft draft;
    private final List<Node> nodes = new ArrayList<>();
    private Map<String, String> given = Map.of();

    /** What one file says of the node that it is of. */
    private record Node(
            String name, Optional<String> address, Map<String, KeepalivedInstance> instances, List<HttpdWord> peers) {}

    KeepalivedImport(ForeignDraft draft) {
        this.draft = draft;
    }

    /** @param addresses the nodes' addresses by name, where the files may not tell; may be empty */
    void nodes(Map<String, String> addresses) {
        given = addresses;
    }

    void add(SourceText source, Report report) {
        Map<String, String> groups = new LinkedHashMap<>();
        Map<String, KeepalivedInstance> instances = new LinkedHashMap<>();
        String name = "";
        for (ForeignBlock block : new KeepalivedFile(source, report).statements()) {
            switch (block.name()) {
                case "global_defs" -> name = global(block, name);
                case "vrrp_sync_group" -> group(block, groups);
                case "vrrp_instance" -> instances.put(block.line().word(1), new KeepalivedInstance(block, draft));
                case "virtual_server" -> new KeepalivedServer(block, draft).carry();
                default -> draft.notCarried(block.place(), block.name(), KeepalivedAdvice.top(block.name()));
            }
        }
        instances.forEach((key, instance) -> instance.group(groups.get(key)));
        if (!instances.isEmpty()) {
            List<HttpdWord> peers = instances.values().stream()
                    .flatMap(instance -> instance.peers().stream())
                    .toList();
            Optional<String> address = instances.values().stream()
                    .flatMap(instance -> instance.source().stream())
                    .findFirst();
            nodes.add(new Node(name.isEmpty() ? "lb" + (nodes.size() + 1) : name, address, instances, peers));
        }
    }

    private String global(ForeignBlock block, String before) {
        String name = before;
        for (ForeignBlock inner : block.inner()) {
            if (inner.name().equals("router_id")) {
                name = inner.line().word(1).replaceAll("[^A-Za-z0-9._-]", "-");
            } else {
                draft.notCarried(inner.place(), inner.name(), KeepalivedAdvice.global(inner.name()));
            }
        }
        return name;
    }

    private void group(ForeignBlock block, Map<String, String> groups) {
        for (ForeignBlock inner : block.inner()) {
            if (inner.name().equals("group")) {
                inner.inner()
                        .forEach(member -> member.line()
                                .words()
                                .forEach(word ->
                                        groups.put(word.text(), block.line().word(1))));
                inner.line()
                        .from(1)
                        .forEach(word -> groups.put(word.text(), block.line().word(1)));
            } else {
                draft.notCarried(inner.place(), inner.name(), KeepalivedAdvice.instance(inner.name()));
            }
        }
    }

    /** Makes the virtual addresses and the cluster of what all files say. */
    void carry() {
        if (nodes.isEmpty()) {
            return;
        }
        Map<String, String> addresses = given.isEmpty() ? addresses() : given;
        Set<String> names = new LinkedHashSet<>();
        nodes.forEach(node -> names.addAll(node.instances.keySet()));
        Place place = nodes.get(0).instances.values().iterator().next().place();
        if (addresses.size() < 2) {
            draft.notCarried(
                    place,
                    "vrrp_instance",
                    "virtual addresses need the nodes' own, which VRRP by multicast does not name; give --nodes lb1=IP,lb2=IP");
            return;
        }
        TreeDraft cluster = draft.root.in(place, "cluster").text(place, "name", "tandem");
        addresses.forEach((node, address) -> cluster.in(place, "nodes").text(place, node, address));
        cluster.text(place, "secret-file", SECRET_FILE);
        boolean several = nodes.stream()
                        .flatMap(node -> node.instances.values().stream())
                        .map(KeepalivedInstance::groupName)
                        .distinct()
                        .count()
                > 1;
        Map<String, Optional<String>> preferred = new LinkedHashMap<>();
        for (String name : names) {
            KeepalivedInstance first = nodes.stream()
                    .flatMap(node -> Optional.ofNullable(node.instances.get(name)).stream())
                    .findFirst()
                    .orElseThrow();
            Optional<String> prefer =
                    preferred.computeIfAbsent(first.groupName(), group -> preferred(name, addresses.keySet()));
            first.carry(several, prefer);
        }
    }

    /** The nodes' addresses, as far as unicast settings tell. */
    private Map<String, String> addresses() {
        Map<String, String> addresses = new LinkedHashMap<>();
        nodes.forEach(node -> node.address.ifPresent(address -> addresses.put(node.name, address)));
        for (Node node : nodes) {
            for (HttpdWord peer : node.peers) {
                if (!addresses.containsValue(peer.text())) {
                    String name = "lb" + (addresses.size() + 1);
                    addresses.put(addresses.containsKey(name) ? name + "b" : name, peer.text());
                    draft.remark(
                            peer.place(),
                            "unicast_peer",
                            peer.text() + " is named " + name + " here; give its file too, or write its name");
                }
            }
        }
        return addresses;
    }

    /** An instance with the node whose file has it. */
    private record Held(String node, KeepalivedInstance by) {}

    private Optional<String> preferred(String instance, Set<String> names) {
        List<Held> having = new ArrayList<>();
        for (Node node : nodes) {
            Optional.ofNullable(node.instances.get(instance)).ifPresent(of -> having.add(new Held(node.name, of)));
        }
        if (having.stream().anyMatch(held -> held.by.stays())) {
            return Optional.empty();
        }
        Held best = having.stream()
                .max(Comparator.comparingInt(held -> held.by.priority()))
                .orElseThrow();
        KeepalivedInstance of = best.by;
        if (having.size() == 1 && !of.master() || !names.contains(best.node)) {
            draft.remark(
                    of.place(),
                    "vrrp_instance",
                    "which node is preferred is not told by these files; write prefer, or leave the addresses where they are");
            return Optional.empty();
        }
        draft.remark(
                of.place(),
                "vrrp_instance",
                "prefers " + best.node
                        + " as its priority does; without prefer the addresses stay where they are after a fault, which"
                        + " spares a second move");
        return Optional.of(best.node);
    }
}
