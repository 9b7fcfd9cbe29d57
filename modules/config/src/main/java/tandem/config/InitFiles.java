package tandem.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes the one {@code tandem.yaml} that serves every node of a new installation; puts nothing on disk to stay. */
public final class InitFiles {
    private static final String SECRET_FILE = "/etc/tandem/cluster.key";
    private static final String STATE_DIRECTORY = "/var/lib/tandem";
    private static final String HTTPD = "httpd.conf";

    private InitFiles() {}

    /** What came of it. */
    public sealed interface Plan {
        /**
         * The file is sound for every node.
         *
         * @param yaml the text of tandem.yaml; the httpd.conf lies beside it as {@code httpd.conf}
         * @param warnings what the operator should know; may be empty
         */
        record Ready(String yaml, List<Finding> warnings) implements Plan {
            public Ready {
                warnings = List.copyOf(warnings);
            }
        }

        /** @param findings every error; at least one */
        record Refused(List<Finding> findings) implements Plan {
            public Refused {
                findings = List.copyOf(findings);
            }
        }
    }

    /**
     * Plans the file and checks it as each node would read it.
     *
     * @param httpdConf an existing httpd.conf
     * @param nodes the nodes' addresses on the cluster link by name, in order; at least two
     * @param witnesses further voters by name; may be empty
     * @param vip {@code IP/LENGTH@INTERFACE}
     * @param clusterName the installation's name
     * @throws IOException if the check's own temporary directory cannot be used
     */
    public static Plan plan(
            Path httpdConf, Map<String, String> nodes, Map<String, String> witnesses, String vip, String clusterName)
            throws IOException {
        Report report = new Report();
        SourceText commandLine = SourceText.of("command line", "");
        int at = vip.indexOf('@');
        if (at < 1 || at == vip.length() - 1) {
            report.error(
                    Place.whole(commandLine),
                    "--vip",
                    "'" + vip + "' is not IP/LENGTH@INTERFACE, such as 192.0.2.10/24@eth0");
        }
        if (nodes.size() < 2) {
            report.error(
                    Place.whole(commandLine),
                    "--nodes",
                    "name at least two nodes, such as lb1=192.0.2.11,lb2=192.0.2.12");
        }
        Loaded alone = ConfigFiles.loadForElsewhere(httpdConf, Optional.empty());
        if (alone instanceof Loaded.Broken broken) {
            List<Finding> all = new ArrayList<>(report.all());
            all.addAll(broken.findings());
            return new Plan.Refused(all);
        }
        if (report.errors() > 0) {
            return new Plan.Refused(report.all());
        }
        List<Finding> warnings = alone instanceof Loaded.Ok ok ? ok.warnings() : List.of();
        String yaml = yaml(nodes, witnesses, vip.substring(0, at), vip.substring(at + 1), clusterName);
        return checked(yaml, httpdConf, nodes.keySet(), witnesses.keySet(), warnings);
    }

    private static String yaml(
            Map<String, String> nodes,
            Map<String, String> witnesses,
            String address,
            String device,
            String clusterName) {
        StringBuilder text = new StringBuilder();
        text.append("state-directory: ").append(STATE_DIRECTORY).append('\n');
        text.append("cluster:\n  name: ").append(YamlWriter.quoted(clusterName)).append("\n  nodes:\n");
        voters(nodes, text);
        if (!witnesses.isEmpty()) {
            text.append("  witnesses:\n");
            voters(witnesses, text);
        }
        text.append("  secret-file: ").append(SECRET_FILE).append('\n');
        text.append("vips:\n  - address: ").append(YamlWriter.quoted(address)).append('\n');
        text.append("    interface: ").append(YamlWriter.quoted(device)).append('\n');
        text.append("httpd: ").append(HTTPD).append('\n');
        return text.toString();
    }

    private static void voters(Map<String, String> voters, StringBuilder text) {
        voters.forEach((name, ip) -> text.append("    ")
                .append(YamlWriter.quoted(name))
                .append(": ")
                .append(YamlWriter.quoted(ip))
                .append('\n'));
    }

    private static Plan checked(
            String yaml, Path httpdConf, Set<String> nodes, Set<String> witnesses, List<Finding> warnings)
            throws IOException {
        Path directory = Files.createTempDirectory("tandem-init");
        Path file = directory.resolve("tandem.yaml");
        try {
            // The real file by its absolute name: what it includes lies beside it, not beside the trial copy.
            String trial = yaml.replace(
                    "httpd: " + HTTPD,
                    "httpd: " + YamlWriter.quoted(httpdConf.toAbsolutePath().toString()));
            Files.writeString(file, trial);
            for (String node : nodes) {
                if (ConfigFiles.loadForElsewhere(file, Optional.of(node)) instanceof Loaded.Broken broken) {
                    return new Plan.Refused(broken.findings());
                }
            }
            for (String witness : witnesses) {
                if (ConfigFiles.loadWitness(file, Optional.of(witness)) instanceof Loaded.Broken broken) {
                    return new Plan.Refused(broken.findings());
                }
            }
            return new Plan.Ready(yaml, warnings);
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(directory);
        }
    }
}
