package tandem.e2e;

import java.nio.file.Path;
import java.util.List;

/** WebSockets that are mostly silent, as a process of their own at the client's place; see {@link WebSocketLoad}. */
final class WebSockets implements AutoCloseable {
    private final RunningProcess process;
    private final Path directory;
    private int rounds;

    private WebSockets(RunningProcess process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    /** Opens three times as many by TLS, of every kind so many; each has answered once when this returns. */
    static WebSockets open(Stage stage, String vip, int each) {
        Path directory = stage.directory;
        List<String> line = FlowTraffic.java(256);
        line.addAll(1, List.of(TlsClients.trustOptions(directory).split(" ")));
        line.add(1, FlowTraffic.ANY_NAME);
        line.set(line.indexOf("-cp") + 1, System.getProperty("java.class.path"));
        line.addAll(List.of(
                WebSocketLoad.class.getName(), "wss://" + vip + "/", String.valueOf(each), directory.toString()));
        String[] inside = line.toArray(String[]::new);
        Path log = directory.resolve("sockets-" + System.nanoTime() + ".log");
        return new WebSockets(
                RunningProcess.start(stage.net.inside("client", inside), true, log, "asked 0: "), directory);
    }

    /** Has each of them send a message; what came of it, such as {@code 200 of 200 answered}. */
    String ask() {
        rounds++;
        Distribution.write(directory.resolve("ask-" + rounds), "");
        String beginning = "asked " + rounds + ": ";
        process.await(beginning);
        return process.log()
                .lines()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow()
                .substring(beginning.length());
    }

    /** What broke or was not answered, one a line. */
    List<String> failures() {
        return process.log().lines().filter(line -> line.startsWith("failure ")).toList();
    }

    @Override
    public void close() {
        process.close();
    }
}
