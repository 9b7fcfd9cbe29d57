package tandem.app;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tandem.config.Findings;
import tandem.config.Loaded;

/** A node with an httpd.conf that has the balancer-manager, three members that say who they are, and a client that asks them. */
final class ManagedNode implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final String PAGE = "/balancer-manager";

    final int port;
    final int otherPort;
    private final Path yaml;
    private final List<HttpServer> members = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private Node node;

    /** @param httpd with {@code ${PORT}}, {@code ${PORT2}} and the members' URLs {@code ${A}} to {@code ${C}} */
    ManagedNode(Path directory, String httpd, String yamlLines) throws IOException, StartFailure {
        try (ServerSocket one = free();
                ServerSocket two = free()) {
            port = one.getLocalPort();
            otherPort = two.getLocalPort();
        }
        String text = httpd.replace("${PORT}", String.valueOf(port)).replace("${PORT2}", String.valueOf(otherPort));
        for (String name : List.of("A", "B", "C")) {
            HttpServer member = member(name);
            members.add(member);
            text = text.replace("${" + name + "}", url(member));
        }
        Files.writeString(directory.resolve("httpd.conf"), text);
        yaml = Files.writeString(directory.resolve("tandem.yaml"), """
                state-directory: state
                drain: 0s
                httpd: httpd.conf
                admin: {listen: "127.0.0.1:0"}
                metrics: {listen: "127.0.0.1:0"}
                """ + yamlLines);
        node = start();
    }

    private static ServerSocket free() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByName(HOST));
    }

    private static HttpServer member(String name) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(HOST, 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = name.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String url(HttpServer member) {
        return "http://" + HOST + ":" + member.getAddress().getPort();
    }

    private Node start() throws StartFailure {
        ConfigSource source = new ConfigSource(yaml, Optional.empty());
        return switch (source.get()) {
            case Loaded.Ok ok -> Node.start(ok.config(), source);
            case Loaded.Broken broken -> throw new IllegalStateException(Findings.text(broken.findings()));
        };
    }

    void restart() throws StartFailure {
        node.close();
        node = start();
    }

    void reload() {
        node.reload();
    }

    int adminPort() {
        Matcher ready = Pattern.compile("admin=\\S+:(\\d+)").matcher(node.readyLine());
        if (!ready.find()) {
            throw new IllegalStateException(node.readyLine());
        }
        return Integer.parseInt(ready.group(1));
    }

    /** The URL of member A, B or C. */
    String url(char name) {
        return url(members.get(name - 'A'));
    }

    // ---- asking ----

    /** The page as a browser sees it that comes from the page itself. */
    String page(String query) throws Exception {
        return get(port, PAGE + query, "Referer", "http://127.0.0.1/").body();
    }

    HttpResponse<String> get(int at, String target, String... fields) throws Exception {
        return send(client, "GET", at, target, "", fields);
    }

    /** An edit as the page's form sends it, with the nonce that the page shows. */
    HttpResponse<String> edit(String balancer, String parameters) throws Exception {
        return post("b=" + balancer + "&nonce=" + nonce(balancer) + "&" + parameters, "Referer", "http://127.0.0.1/");
    }

    HttpResponse<String> post(String body, String... fields) throws Exception {
        return send(client, "POST", port, PAGE, body, fields);
    }

    HttpResponse<String> send(HttpClient by, String method, int at, String target, String body, String... fields)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + at + target))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return by.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The nonce that a link of the page shows. */
    String nonce(String balancer) throws Exception {
        Matcher link =
                Pattern.compile("\\?b=" + balancer + "&amp;nonce=([\\w-]*)\"").matcher(page(""));
        if (!link.find()) {
            throw new IllegalStateException("the page has no " + balancer);
        }
        return link.group(1);
    }

    /** The cells of a member's row: its URL, Route, RouteRedir, Factor, Set, Status and what follows. */
    List<String> row(char member) throws Exception {
        return row(url(member));
    }

    List<String> row(String url) throws Exception {
        for (String line : page("").split("<tr>\n")) {
            if (line.contains(">" + url + "</a>")) {
                return Pattern.compile("<td>(?:<a [^>]*>)?([^<]*)")
                        .matcher(line.lines().findFirst().orElse(""))
                        .results()
                        .map(cell -> cell.group(1))
                        .toList();
            }
        }
        throw new IllegalStateException("the page has no row of " + url);
    }

    String status(char member) throws Exception {
        return row(member).get(5);
    }

    /** The members that answer this many requests. */
    List<String> answers(String path, int times) throws Exception {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            names.add(get(port, path).body());
        }
        return names;
    }

    @Override
    public void close() {
        client.close();
        node.close();
        members.forEach(member -> member.stop(0));
    }
}
