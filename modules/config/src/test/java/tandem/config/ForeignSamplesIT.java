package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples that the import is tested with are files which HAProxy, nginx and keepalived accept. */
class ForeignSamplesIT {
    @TempDir
    private Path directory;

    private ForeignSamples samples;

    @BeforeEach
    void put() throws IOException {
        List<NetworkInterface> devices = NetworkInterface.networkInterfaces().toList();
        String device = "eth7";
        for (NetworkInterface known : devices) {
            device = known.isLoopback() || known.getName().length() > 11 ? device : known.getName();
        }
        samples = ForeignSamples.in(directory, device);
    }

    @Test
    void haproxy_accepts_its_sample() throws Exception {
        accepts("haproxy", "-c", "-f", samples.file("haproxy.cfg").toString());
    }

    @Test
    void nginx_accepts_its_sample() throws Exception {
        accepts(
                "nginx",
                "-t",
                "-p",
                directory.toString(),
                "-c",
                samples.file("nginx.conf").toString());
    }

    @Test
    void keepalived_accepts_the_samples_of_both_nodes() throws Exception {
        assumeTrue(
                NetworkInterface.getByName(samples.device()) != null,
                "keepalived wants an interface that is not the loopback");
        accepts("keepalived", "-t", "-f", samples.file("keepalived-lb1.conf").toString());
        accepts("keepalived", "-t", "-f", samples.file("keepalived-lb2.conf").toString());
    }

    private void accepts(String program, String... arguments) throws Exception {
        List<String> command = Stream.concat(Stream.of(path(program).toString()), Stream.of(arguments))
                .toList();
        Path output = directory.resolve(program + ".out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();

        assertThat(process.exitValue())
                .as(Files.readString(output, StandardCharsets.UTF_8))
                .isZero();
    }

    private static Path path(String program) {
        Path found = Path.of("/usr/sbin", program);
        assumeTrue(Files.isExecutable(found), program + " is not installed at " + found);
        return found;
    }
}
