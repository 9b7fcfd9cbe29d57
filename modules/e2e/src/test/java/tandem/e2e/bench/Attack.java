package tandem.e2e.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tandem.e2e.Command;
import tandem.e2e.RunningProcess;
import tandem.e2e.bench.Candidate.Entry;
import tandem.e2e.peers.Peer;

/**
 * Something that one client does to a balancer so that others suffer. Bounded in connections and time, and behind who measures where
 * both want the processor.
 *
 * @param name for the report
 * @param on whom it can be tried; those that speak the protocol on the listener it goes to
 */
record Attack(String name, Set<String> on, Command command) {
    private static final Set<String> ALL = Set.of("Tandem", Peer.Kind.HAPROXY.called(), Peer.Kind.NGINX.called());
    /** HTTP/2 in clear text on the same port as HTTP/1.1. */
    private static final Set<String> CLEAR_HTTP2 = Set.of("Tandem", Peer.Kind.HAPROXY.called());

    private static final Pattern HTTP2_END = Pattern.compile("opened (\\d+) closed (\\d+)");
    private static final Pattern SLOW_CLOSED = Pattern.compile("closed:\\s+(\\d+)");
    private static final Pattern COLOURS = Pattern.compile("\\x1b\\[[0-9;]*[A-Za-z]");
    private static final String SLOW_CONNECTIONS = "2000";

    /** The command line against one candidate for so many seconds. */
    interface Command {
        List<String> of(Candidate candidate, int seconds);
    }

    /** All that are tried. */
    static List<Attack> all() {
        List<Attack> all = new ArrayList<>();
        all.add(slow("heads that trickle (slowloris)", "/small", "-H", "-i", "5"));
        all.add(slow("bodies that trickle", "/small", "-B", "-i", "5", "-s", "8192"));
        all.add(slow("answers read byte by byte", "/1m", "-X", "-w", "10", "-y", "20", "-n", "2", "-z", "32"));
        all.add(slow("many ranges (Apache killer)", "/1m", "-R", "-t", "HEAD", "-a", "10", "-b", "3000"));
        all.add(new Attack("TLS handshakes without pause", ALL, Attack::handshakes));
        for (Http2Attacker.Mode mode : Http2Attacker.Mode.values()) {
            String name = "HTTP/2: " + mode.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            all.add(new Attack(name, CLEAR_HTTP2, (candidate, seconds) -> http2(candidate, mode, seconds)));
        }
        return all;
    }

    private static Attack slow(String name, String path, String... options) {
        return new Attack(
                name,
                ALL,
                (candidate, seconds) -> Stream.of(
                                List.of("slowhttptest", "-c", SLOW_CONNECTIONS, "-r", "500", "-p", "3"),
                                List.of(options),
                                List.of(
                                        "-l",
                                        String.valueOf(seconds),
                                        "-u",
                                        "http://127.0.0.1:" + candidate.port(Entry.PLAIN) + path))
                        .flatMap(List::stream)
                        .toList());
    }

    private static List<String> handshakes(Candidate candidate, int seconds) {
        String each = "openssl s_time -tls1_3 -connect 127.0.0.1:" + candidate.port(Entry.TLS) + " -time " + seconds
                + " -new >/dev/null 2>&1";
        return List.of("bash", "-c", "for i in 1 2 3 4; do " + each + " & done; wait");
    }

    private static List<String> http2(Candidate candidate, Http2Attacker.Mode mode, int seconds) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Http2Attacker.class.getName(),
                String.valueOf(candidate.port(Entry.PLAIN)),
                mode.name(),
                String.valueOf(seconds));
    }

    /** Begins it; it ends by itself. */
    RunningProcess begin(Candidate candidate, int seconds, Path log) {
        List<String> line = Stream.of(List.of("nice", "-n", "15"), command.of(candidate, seconds))
                .flatMap(List::stream)
                .toList();
        return RunningProcess.launch(line, false, log);
    }

    /** How many of its connections the balancer closed, by what it printed; empty where it does not count them. */
    static String closed(String log) {
        Matcher http2 = HTTP2_END.matcher(log);
        if (http2.find()) {
            return http2.group(2) + " of " + http2.group(1);
        }
        return SLOW_CLOSED
                .matcher(COLOURS.matcher(log).replaceAll(""))
                .results()
                .reduce((_, last) -> last)
                .map(last -> last.group(1) + " of " + SLOW_CONNECTIONS)
                .orElse("");
    }
}
