package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The machine's Apache with a configuration, ports and files of its own; never its service. One child, so that sequences are exact. */
final class ParityApache implements AutoCloseable {
    static final Path BINARY = Path.of("/usr/sbin/apache2");
    private static final String MODULES = "/usr/lib/apache2/modules/";
    private static final List<String> NAMES = List.of(
            "mpm_event",
            "authz_core",
            "authz_host",
            "access_compat",
            "headers",
            "rewrite",
            "setenvif",
            "env",
            "alias",
            "proxy",
            "proxy_http",
            "proxy_connect",
            "proxy_balancer",
            "slotmem_shm",
            "lbmethod_byrequests",
            "lbmethod_bytraffic",
            "lbmethod_bybusyness",
            "proxy_hcheck",
            "ssl",
            "remoteip",
            "macro",
            "filter",
            "deflate");

    private final Process process;

    /** @param text everything but modules and files: Listen and virtual hosts */
    ParityApache(Path directory, String text, List<Integer> ports) throws IOException {
        StringBuilder config =
                new StringBuilder("ServerRoot " + directory + "\nPidFile httpd.pid\nErrorLog error.log\n");
        NAMES.forEach(name -> config.append("LoadModule " + name + "_module " + MODULES + "mod_" + name + ".so\n"));
        config.append(
                "ServerName lb.example.com\nStartServers 1\nServerLimit 1\nThreadsPerChild 25\nMaxRequestWorkers 25\n"
                        + "MaxConnectionsPerChild 0\nDefaultRuntimeDir .\nLogLevel warn\nTimeout 10\n");
        if (System.getProperty("user.name").equals("root")) {
            config.append("User www-data\nGroup www-data\n");
        }
        Path file = Distribution.write(directory.resolve("apache.conf"), config + text);
        Path output = directory.resolve("apache.out");
        process = new ProcessBuilder(BINARY.toString(), "-f", file.toString(), "-DFOREGROUND")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            assertThat(process.isAlive()).as(() -> content(output)).isTrue();
            return ports.stream().allMatch(ParityApache::accepts);
        });
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static String content(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
