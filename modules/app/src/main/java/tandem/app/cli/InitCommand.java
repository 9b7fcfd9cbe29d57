package tandem.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tandem.app.ExitCode;
import tandem.config.Finding;
import tandem.config.Findings;
import tandem.config.InitFiles;
import tandem.identity.SecretFile;

/** {@code tandem init}. */
@Command(
        name = "init",
        description =
                "Write one tandem.yaml for all nodes and the cluster's secret, check them, and say what to copy where.")
final class InitCommand implements Callable<Integer> {
    @Mixin
    private final HelpOption help = new HelpOption();

    @Option(names = "--httpd", paramLabel = "FILE", required = true, description = "The httpd.conf to balance by.")
    @SuppressWarnings("NullAway.Init")
    private Path httpd;

    @Option(
            names = "--nodes",
            paramLabel = "NAME=IP",
            required = true,
            split = ",",
            description = "The nodes with their addresses on the cluster link, such as lb1=192.0.2.11,lb2=192.0.2.12.")
    private Map<String, String> nodes = new LinkedHashMap<>();

    @Option(
            names = "--witness",
            paramLabel = "NAME=IP",
            split = ",",
            description =
                    "A third voter, such as w1=192.0.2.13: it carries no traffic and makes a pair safe against every"
                            + " cut.")
    private Map<String, String> witnesses = new LinkedHashMap<>();

    @Option(
            names = "--vip",
            paramLabel = "IP/LENGTH@INTERFACE",
            required = true,
            description = "The virtual address, such as 192.0.2.10/24@eth0.")
    private String vip = "";

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            defaultValue = "tandem",
            description = "The installation's name (default: ${DEFAULT-VALUE}).")
    private String cluster = "tandem";

    @Option(
            names = "--out",
            paramLabel = "DIRECTORY",
            defaultValue = ".",
            description = "Where tandem.yaml, httpd.conf and cluster.key are written (default: here).")
    private Path directory = Path.of(".");

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        return switch (InitFiles.plan(
                httpd, new LinkedHashMap<>(nodes), new LinkedHashMap<>(witnesses), vip, cluster)) {
            case InitFiles.Plan.Refused(List<Finding> findings) -> {
                err.print(Findings.text(findings));
                err.flush();
                yield ExitCode.CONFIGURATION;
            }
            case InitFiles.Plan.Ready(String yaml, List<Finding> warnings) -> {
                err.print(Findings.text(warnings));
                err.flush();
                yield write(yaml, err);
            }
        };
    }

    private int write(String yaml, PrintWriter err) {
        Path config = directory.resolve("tandem.yaml");
        Path secret = directory.resolve("cluster.key");
        Path httpdCopy = directory.resolve("httpd.conf");
        try {
            Files.createDirectories(directory);
            Files.writeString(config, yaml, StandardOpenOption.CREATE_NEW);
            SecretFile.create(secret);
            if (!Files.exists(httpdCopy)) {
                Files.copy(httpd, httpdCopy);
            } else if (!Files.isSameFile(httpd, httpdCopy)) {
                throw new FileAlreadyExistsException(httpdCopy.toString());
            }
        } catch (FileAlreadyExistsException e) {
            err.println("tandem: " + e.getMessage() + " exists already and was left as it is; move it away or give"
                    + " --out another directory");
            return ExitCode.UNAVAILABLE;
        } catch (IOException e) {
            err.println("tandem: could not write to " + directory + ": " + e);
            return ExitCode.UNAVAILABLE;
        }
        explain(config, secret, httpdCopy);
        return ExitCode.OK;
    }

    private void explain(Path config, Path secret, Path httpdCopy) {
        PrintWriter out = spec.commandLine().getOut();
        String names = String.join(" and ", nodes.keySet());
        out.println("wrote " + config + ", " + httpdCopy + " and " + secret
                + " (the secret: keep it readable by its owner" + " alone, mode 0600)");
        out.println("copy all three to /etc/tandem on " + names + "; what httpd.conf includes goes beside it");
        for (String node : nodes.keySet()) {
            out.println("  on " + node + ":  tandem check --config /etc/tandem/tandem.yaml --node " + node
                    + "  and then  tandem run --config /etc/tandem/tandem.yaml --node " + node);
        }
        for (String witness : witnesses.keySet()) {
            out.println("copy " + config.getFileName() + " and " + secret.getFileName() + " to /etc/tandem on "
                    + witness + ":  tandem witness --config /etc/tandem/tandem.yaml --node " + witness);
        }
        out.println("a node needs CAP_NET_ADMIN, CAP_NET_RAW and, for ports below 1024, CAP_NET_BIND_SERVICE");
        out.flush();
    }
}
