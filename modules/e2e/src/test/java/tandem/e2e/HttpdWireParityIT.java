package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.core.wire.Bytes;

/** Sends the bytes of {@code parity/wire.txt} to real Apache, where it is installed, and to Tandem: each answers with its status. */
@Tag(Tags.UNTIMED)
class HttpdWireParityIT {
    @TempDir
    static Path directory;

    private static ParityMember member;
    private static ParityTandem tandem;
    private static ParityApache apache;
    private static int apachePort;
    private static int tandemPort;

    /**
     * One request.
     *
     * @param why what the two differ in; empty: nothing
     */
    record Row(int apache, int tandem, String bytes, String why) {
        @Override
        public String toString() {
            return bytes.strip();
        }
    }

    static Stream<Row> rows() throws IOException {
        try (InputStream in = HttpdWireParityIT.class.getResourceAsStream("/parity/wire.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(HttpdWireParityIT::row);
        }
    }

    private static Row row(String line) {
        String[] statuses = line.substring(0, line.indexOf(" | ")).split(" ");
        int end = line.lastIndexOf(" |");
        return new Row(
                Integer.parseInt(statuses[0]),
                Integer.parseInt(statuses[1]),
                line.substring(line.indexOf(" | ") + 3, end),
                line.substring(end + 2).strip());
    }

    @BeforeAll
    static void start() throws IOException {
        member = new ParityMember("a");
        apachePort = Distribution.freePort();
        tandemPort = Distribution.freePort();
        tandem = new ParityTandem(Distribution.write(directory.resolve("httpd.conf"), text(tandemPort)));
        if (Files.isExecutable(ParityApache.BINARY)) {
            apache = new ParityApache(directory, text(apachePort), List.of(apachePort));
        }
    }

    private static String text(int port) {
        return "Listen 127.0.0.1:" + port + "\nServerName lb.example.com\nHttpProtocolOptions Strict\n"
                + "ProxyPass / http://127.0.0.1:" + member.port() + "/\n";
    }

    @AfterAll
    static void stop() {
        if (apache != null) {
            apache.close();
        }
        tandem.close();
        member.close();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void tandem_answers_as_the_row_says(Row row) throws IOException {
        assertThat(status(tandemPort, row)).isEqualTo(row.tandem());
        assertThat(row.apache() != row.tandem())
                .as("a row says why the two differ, and only then")
                .isEqualTo(!row.why().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void apache_answers_as_the_row_says(Row row) throws IOException {
        assumeTrue(apache != null, "apache2 is not installed");

        assertThat(status(apachePort, row)).isEqualTo(row.apache());
    }

    private static int status(int port, Row row) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(Bytes.unescaped(row.bytes().replace("{Host}", "Host: www.example.com\\r\\n")));
            out.flush();
            StringBuilder line = new StringBuilder();
            InputStream in = socket.getInputStream();
            for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
                line.append((char) b);
            }
            return line.length() < 12 ? 0 : Integer.parseInt(line.substring(9, 12));
        } catch (SocketException e) {
            return 0;
        }
    }
}
