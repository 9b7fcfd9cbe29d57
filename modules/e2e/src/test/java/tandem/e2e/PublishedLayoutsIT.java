package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.config.ConfigFiles;
import tandem.config.Loaded;
import tandem.core.tls.TestCertificates;

/**
 * Configurations of several files with TLS, laid out as distributions do: {@code layouts/*.txt} has the files, requests with what
 * comes of them, and every warning that loading them gives.
 */
@Tag(Tags.UNTIMED)
class PublishedLayoutsIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"debian.txt, apache2.conf", "rhel.txt, conf/httpd.conf"})
    void layout_is_read_with_true_warnings_and_runs(String layout, String first) throws Exception {
        Path root = TestCertificates.copy(
                directory.toRealPath(),
                "shop-rsa.pem",
                "shop-rsa.key",
                "shop-ec.pem",
                "shop-ec.key",
                "wild.pem",
                "wild.key");
        try (ParityMember a = new ParityMember("a");
                ParityMember b = new ParityMember("b")) {
            Map<String, Integer> ports = Map.of("http", Distribution.freePort(), "https", Distribution.freePort());
            Map<String, String> parts = parts(
                    layout,
                    text -> text.replace("${ROOT}", root.toString())
                            .replace("${HTTPS}", String.valueOf(ports.get("https")))
                            .replace("${HTTP}", String.valueOf(ports.get("http")))
                            .replace("${A}", String.valueOf(a.port()))
                            .replace("${B}", String.valueOf(b.port())));
            String asks = parts.remove("asks");
            String warnings = parts.remove("warnings");
            for (Map.Entry<String, String> file : parts.entrySet()) {
                Files.createDirectories(root.resolve(file.getKey()).getParent());
                Distribution.write(root.resolve(file.getKey()), file.getValue());
            }

            Loaded loaded = ConfigFiles.load(root.resolve(first), Optional.empty());

            assertThat(loaded).isInstanceOf(Loaded.Ok.class);
            assertThat(String.join("\n", told((Loaded.Ok) loaded))).isEqualTo(warnings.strip());
            try (ParityTandem tandem = new ParityTandem(root.resolve(first))) {
                answersAs(asks, ports, tandem);
            }
            try (ParityTandem imported = ParityTandem.ofImport(root.resolve(first))) {
                answersAs(asks, ports, imported);
            }
        }
    }

    private void answersAs(String asks, Map<String, Integer> ports, ParityTandem tandem) throws Exception {
        assertThat(tandem).isNotNull();
        for (String line : asks.strip().split("\n")) {
            String[] ask = line.split(" -> ");
            String[] words = ask[0].split(" ");
            assertThat(answer(words[0], words[1], words[2], ports)).as(line).isEqualTo(ask[1]);
        }
    }

    /** The parts of a layout by name, in their order. */
    private static Map<String, String> parts(String layout, UnaryOperator<String> filled) throws IOException {
        Map<String, String> parts = new LinkedHashMap<>();
        try (InputStream in = PublishedLayoutsIT.class.getResourceAsStream("/layouts/" + layout)) {
            String text = filled.apply(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            for (String part : text.split("(?m)^=== ")) {
                if (!part.isEmpty()) {
                    int line = part.indexOf('\n');
                    parts.put(part.substring(0, line).strip(), part.substring(line + 1));
                }
            }
        }
        return parts;
    }

    private static List<String> told(Loaded.Ok loaded) {
        List<String> told = new ArrayList<>();
        loaded.warnings()
                .forEach(warning ->
                        told.add(warning.sentence().substring(warning.file().lastIndexOf('/') + 1)));
        return told;
    }

    /** The status, and where a redirect leads or which member answered. */
    private String answer(String scheme, String host, String path, Map<String, Integer> ports) throws IOException {
        int port = ports.get(scheme);
        try (Socket socket = scheme.equals("https")
                ? new TlsClients().connect(host, port)
                : new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            Matcher found = Pattern.compile("(?m)^(?:Location: |member )(\\S+)").matcher(response);
            return response.substring(9, 12) + (found.find() ? " " + found.group(1) : "");
        }
    }
}
