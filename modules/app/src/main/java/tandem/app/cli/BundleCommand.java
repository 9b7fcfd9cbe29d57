package tandem.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tandem.admin.client.AdminClient;
import tandem.admin.client.Reply;
import tandem.app.BuildVersion;
import tandem.app.ExitCode;
import tandem.app.bundle.Bundle;
import tandem.app.bundle.MachineFacts;
import tandem.app.bundle.Masking;

/** {@code tandem bundle}. */
@Command(
        name = "bundle",
        description = {
            "Collect what somebody needs who is to help, into one tar.gz that only its owner can read: status, configuration,",
            "events, takeover reports and metrics of each node asked, log, versions, and facts of this machine.",
            "Secrets are masked; look into it before you give it away. CONTENTS in it lists what is there and what is not."
        })
final class BundleCommand implements Callable<Integer> {
    private static final Map<String, String> ASKED = asked();

    @Mixin
    private final HelpOption help = new HelpOption();

    @Option(
            names = "--admin",
            paramLabel = "URL",
            defaultValue = "${env:TANDEM_ADMIN}",
            split = ",",
            description = "A node's admin listener; again or with commas for more of them (default: $TANDEM_ADMIN, else"
                    + " unix:/run/tandem/admin.sock where this user may use it, else http://127.0.0.1:9990).")
    private @Nullable List<URI> nodes;

    @Mixin
    private final ProofOptions proof = new ProofOptions();

    @Option(names = "--to", paramLabel = "FILE", description = "Where to (default: tandem-bundle-TIME.tar.gz here).")
    private @Nullable Path to;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "The node's log, its last 2 MB (default: what the journal has of tandem.service).")
    private @Nullable Path log;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private static Map<String, String> asked() {
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("status.json", "/api/v1/status");
        asked.put("config.json", "/api/v1/config");
        asked.put("applied.json", "/api/v1/apply");
        asked.put("events.json", "/api/v1/events");
        asked.put("reports.json", "/api/v1/reports");
        asked.put("metrics.txt", "/metrics");
        return asked;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Instant now = Instant.now();
        String time = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
                .withZone(ZoneOffset.UTC)
                .format(now);
        Bundle bundle = new Bundle("tandem-bundle-" + time, now);
        bundle.text("version.txt", "tandem " + BuildVersion.text() + " (Java " + Runtime.version() + ")\n");
        List<String> silent = new ArrayList<>();
        for (URI node : nodes == null ? List.of(ProofOptions.usual()) : nodes) {
            ask(node, bundle, silent);
        }
        MachineFacts.collect(bundle, log);
        Path file = to == null ? Path.of("tandem-bundle-" + time + ".tar.gz") : to;
        try {
            bundle.write(file);
        } catch (FileAlreadyExistsException e) {
            err.println("tandem: " + file + " exists and is left as it is; name another with --to");
            return ExitCode.UNAVAILABLE;
        } catch (IOException e) {
            err.println("tandem: " + file + " could not be written: " + e);
            return ExitCode.UNAVAILABLE;
        }
        out.print(bundle.contents());
        out.println("wrote " + file + "; what looks like a secret is masked, but look into it before you give it away");
        silent.forEach(sentence -> err.println("tandem: " + sentence));
        return silent.isEmpty() ? ExitCode.OK : ExitCode.UNAVAILABLE;
    }

    private void ask(URI url, Bundle bundle, List<String> silent) {
        String directory = url.getHost() == null ? "node/" : "node-" + url.getHost() + "-" + url.getPort() + "/";
        try (AdminClient client = Asking.client(spec, proof.at(url))) {
            for (Map.Entry<String, String> each : ASKED.entrySet()) {
                switch (client.text(each.getValue())) {
                    case Reply.Answer<String>(String text) -> bundle.text(directory + each.getKey(), Masking.of(text));
                    case Reply.Problem<String>(int status, String sentence) -> {
                        bundle.missing(directory + each.getKey(), sentence);
                        silent.add(url + each.getValue() + ": " + sentence);
                    }
                    case Reply.Unreachable<String>(String sentence) -> {
                        bundle.missing(directory, sentence);
                        silent.add(sentence);
                        return;
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
