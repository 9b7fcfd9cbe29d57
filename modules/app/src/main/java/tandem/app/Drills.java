package tandem.app;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tandem.core.config.ClusterConfig;
import tandem.core.config.TandemConfig;
import tandem.core.config.VipConfig;
import tandem.core.config.VipProviderKind;
import tandem.core.port.NodeControl.Drill;
import tandem.core.port.Outcome;
import tandem.core.status.NodeStatus;
import tandem.core.status.PairStatus;
import tandem.core.status.Role;

/**
 * Does this node a harm on purpose, if it is the active one and a peer could take over. A shell of its own session does it, so that
 * it also ends what it began: it goes on while this process is frozen.
 */
final class Drills {
    private static final long NFT_SECONDS = 2;
    private static final String TABLE = "tandem_drill";

    private final TandemConfig config;
    private final EventLog events;

    Drills(TandemConfig config, EventLog events) {
        this.config = config;
        this.events = events;
    }

    /** Begins the drill in a fifth of a second, so that the answer still arrives. */
    Outcome start(Drill drill, String author, PairStatus status) {
        String why = refusal(drill, status);
        if (!why.isEmpty()) {
            return new Outcome.Refused(why);
        }
        try {
            begin(script(drill, ProcessHandle.current().pid()));
        } catch (IOException e) {
            return new Outcome.Refused("could not start a shell for the drill: " + e.getMessage());
        }
        String what = sentence(drill);
        events.warn("drill", what + ", asked for by " + author);
        return new Outcome.Done(what);
    }

    private String refusal(Drill drill, PairStatus status) {
        Optional<NodeStatus> self =
                status.nodes().stream().filter(NodeStatus::self).findFirst();
        if (self.map(NodeStatus::role).orElse(Role.STARTING) != Role.ACTIVE) {
            String active = status.nodes().stream()
                    .filter(node -> node.role() == Role.ACTIVE && node.reachable())
                    .map(node -> "ask " + node.name() + ", which is active")
                    .findFirst()
                    .orElse("no node is active");
            return "a drill is done to the active node, and " + status.node() + " is not: " + active;
        }
        boolean standby = status.nodes().stream()
                .anyMatch(node -> !node.self()
                        && node.reachable()
                        && node.role() == Role.STANDBY
                        && node.unfit().isEmpty());
        if (!standby) {
            return "no standby could take over now, so the drill would be an outage; see `tandem status` for the reasons";
        }
        boolean bind = config.vips().stream().anyMatch(vip -> vip.provider() == VipProviderKind.BIND);
        if (bind && drill.fault() != Drill.Fault.KILL) {
            return "with provider bind only kill shows a takeover: a frozen or cut off owner keeps its port";
        }
        if (drill.fault() == Drill.Fault.CUT && !mayFilter()) {
            return "this node may not filter packets, which cut needs: install nft and grant CAP_NET_ADMIN";
        }
        return "";
    }

    private static boolean mayFilter() {
        try {
            Process nft = new ProcessBuilder("nft", "list", "tables")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = nft.waitFor(NFT_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                nft.destroyForcibly();
            }
            return ended && nft.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String sentence(Drill drill) {
        return switch (drill.fault()) {
            case KILL -> "this process is killed in 200 ms; its supervisor may start it again";
            case FREEZE -> "this process is stopped in 200 ms and goes on " + drill.seconds() + " s later";
            case CUT ->
                "the cluster link and the virtual addresses are cut in 200 ms and joined again " + drill.seconds()
                        + " s later";
        };
    }

    /** What the shell does; it ends within the drill's time and two seconds. */
    String script(Drill drill, long pid) {
        String wait = "sleep 0.2\n";
        return switch (drill.fault()) {
            case KILL -> wait + "kill -KILL " + pid + "\n";
            case FREEZE -> wait + "kill -STOP " + pid + "\nsleep " + drill.seconds() + "\nkill -CONT " + pid + "\n";
            case CUT ->
                "trap 'nft delete table inet " + TABLE + "; nft delete table arp " + TABLE + "' EXIT\n" + wait
                        + "nft -f - <<'END'\n" + rules() + "END\n" + "sleep " + drill.seconds() + "\n";
        };
    }

    private String rules() {
        StringBuilder rules = new StringBuilder();
        List<String> vips = config.vips().stream().map(VipConfig::host).toList();
        rules.append("table inet ").append(TABLE).append(" {\n");
        chain("input", "s", "d", vips, rules);
        chain("output", "d", "s", vips, rules);
        rules.append("}\ntable arp ").append(TABLE).append(" {\n");
        List<String> four = vips.stream().filter(vip -> vip.indexOf(':') < 0).toList();
        if (!four.isEmpty()) {
            String set = "{ " + String.join(", ", four) + " }";
            rules.append("chain input { type filter hook input priority -400; arp daddr ip ")
                    .append(set)
                    .append(" drop; }\nchain output { type filter hook output priority -400; arp saddr ip ")
                    .append(set)
                    .append(" drop; }\n");
        }
        return rules.append("}\n").toString();
    }

    private void chain(String hook, String theirs, String own, List<String> vips, StringBuilder rules) {
        rules.append("chain ")
                .append(hook)
                .append(" { type filter hook ")
                .append(hook)
                .append(" priority -400;\n");
        drop(others(), theirs, rules);
        drop(vips, own, rules);
        rules.append("}\n");
    }

    private static void drop(List<String> addresses, String side, StringBuilder rules) {
        for (String family : List.of("ip", "ip6")) {
            String set = addresses.stream()
                    .filter(address -> (address.indexOf(':') >= 0) == family.equals("ip6"))
                    .collect(Collectors.joining(", "));
            if (!set.isEmpty()) {
                rules.append(family)
                        .append(' ')
                        .append(side)
                        .append("addr { ")
                        .append(set)
                        .append(" } drop;\n");
            }
        }
    }

    /** The addresses of every other voter, and the gateway's. */
    private List<String> others() {
        Stream<String> voters = config.cluster().stream()
                .flatMap(cluster -> cluster.voters().entrySet().stream())
                .filter(voter -> !Optional.of(voter.getKey()).equals(config.node()))
                .flatMap(voter -> voter.getValue().stream());
        Stream<String> gateway = config.cluster().flatMap(ClusterConfig::gateway).stream();
        return Stream.concat(voters, gateway)
                .filter(address -> !address.isEmpty())
                .toList();
    }

    private static void begin(String script) throws IOException {
        Process shell = new ProcessBuilder("setsid", "sh")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var in = shell.outputWriter()) {
            in.write(script);
        }
    }
}
