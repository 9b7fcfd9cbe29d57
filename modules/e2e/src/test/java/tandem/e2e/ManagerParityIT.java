package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The balancer-manager of real Apache beside that of a node: the same requests, step by step, and what their pages show. */
@Tag(Tags.UNTIMED)
class ManagerParityIT {
    private static final String PAGE = "/balancer-manager";
    private static final String CONFIG = """
            Listen 127.0.0.1:${PORT}
            <Proxy balancer://app>
              BalancerMember http://127.0.0.1:${A} route=a loadfactor=1.5
              BalancerMember http://127.0.0.1:${B}/deep route=b status=+H
              BalancerMember http://192.0.2.9 redirect=a lbset=1 status=+S hcmethod=TCP hcinterval=600
              ProxySet stickysession=BAL|jsess growth=1 nonce=nonce-of-app
            </Proxy>
            <Proxy balancer://two>
              BalancerMember http://127.0.0.1:${B}
              ProxySet nonce=nonce-of-two
            </Proxy>
            <Location /balancer-manager>
              SetHandler balancer-manager
              Require ip 127.0.0.1
            </Location>
            <Location /hidden>
              SetHandler balancer-manager
              Require ip 127.0.0.1
            </Location>
            ProxyPass /balancer-manager !
            ProxyPass /two/ balancer://two/
            ProxyPass / balancer://app/
            """;
    /** Fields of a form that only one of the two has; docs/balancer-manager.md names them. */
    private static final Pattern OWN_FIELDS = Pattern.compile("w_h.|w_status_C|w_url|w_remove|w_yes");

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path directory;

    private static ParityMember a;
    private static ParityMember b;
    private static ParityApache apache;
    private static RunningProcess tandem;
    private static int apachePort;
    private static int tandemPort;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Files.isExecutable(ParityApache.BINARY), "apache2 is not installed");
        a = new ParityMember("a");
        b = new ParityMember("b");
        apachePort = Distribution.freePort();
        tandemPort = Distribution.freePort();
        apache = new ParityApache(
                Files.createDirectories(directory.resolve("apache")), config(apachePort), List.of(apachePort));
        Distribution.write(directory.resolve("httpd.conf"), "ServerName lb.example.com\n" + config(tandemPort));
        Path yaml = Distribution.write(directory.resolve("tandem.yaml"), """
                state-directory: state
                drain: 0s
                httpd: httpd.conf
                admin: {listen: "127.0.0.1:0"}
                metrics: {listen: "127.0.0.1:0"}
                """);
        tandem = RunningProcess.start(
                List.of(Distribution.tandem(), "run", "--config", yaml.toString()),
                false,
                directory.resolve("tandem.log"),
                "ready node=");
    }

    private static String config(int port) {
        return CONFIG.replace("${PORT}", String.valueOf(port))
                .replace("${A}", String.valueOf(a.port()))
                .replace("${B}", String.valueOf(b.port()));
    }

    @AfterAll
    static void stop() {
        Stream.of(tandem, apache, a, b).forEach(ManagerParityIT::close);
    }

    private static void close(AutoCloseable part) {
        try {
            if (part != null) {
                part.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- the comparison; its steps build on each other ----

    @Test
    void both_show_the_same_after_each_of_these_requests() throws Exception {
        String own = "http://127.0.0.1/";
        same("POST", PAGE, "", own);
        same("GET", PAGE + "/", "", own);
        same("GET", PAGE + "?b=app&nonce=nonce-of-app", "", own);
        same("GET", PAGE + "?b=app&w=" + urlA() + "&nonce=nonce-of-app", "", own);
        same("GET", PAGE + "?b=app&w=" + urlA() + "/below&nonce=wrong", "", own);
        same("GET", PAGE + "?b=app&w=http://192.0.2.99&nonce=nonce-of-app", "", "http://127.0.0.1:1/x?y");
        same("GET", PAGE + "?b=app&nonce=nonce-of-app", "", "http://192.0.2.66/");
        same("GET", PAGE + "?b=app&nonce=nonce-of-app", "", "");
        same("GET", PAGE + "?b=app&w=" + urlA() + "&w_status_D=1&nonce=nonce-of-app", "", own);
        edit("two", "w_status_D=1&w=" + urlA());
        same("POST", PAGE, "b=app&w_status_D=1&w=" + urlA() + "&nonce=nonce-of-app", "");
        same("POST", PAGE, "b=app&w_status_D=1&w=" + urlA() + "&nonce=nonce-of-two", own);
        same("POST", PAGE + "?b=app&w=" + urlA() + "&nonce=nonce-of-app&w_status_D=1", "x=y", own);
        edit("app", "w_status_D=1&w=" + urlA());
        edit("app", "w_status_D=0&w_status_N=1&w=" + urlA());
        edit("app", "w_status_N=0&w_status_S=1&w_status_I=1&w_status_R=1&w=" + urlA());
        edit("app", "w_status_S=0&w_status_I=0&w_status_R=0&w=" + urlA());
        edit("app", "w_status_H=0&w=" + urlB() + "/deep");
        edit("app", "w_lf=2.5&w_ls=3&w_wr=new&w_rr=b&w=" + urlA());
        edit("app", "w_lf=0.5&w_ls=100&w=" + urlA());
        edit("app", "w_lf=x&w_ls=-1&w_wr=&w_rr=&w=" + urlA());
        edit("app", "b_lbm=bytraffic&b_tmo=5&b_max=9&b_sforce=1&b_ss=FOO");
        edit("app", "b_lbm=nothing&b_tmo=7201&b_max=100&b_ss=");
        edit("app", "b_sforce=0&b_ss=-");
        edit("app", "b_ss=ONE|two&w_status_H=1&w=" + urlB() + "/deep");
        edit("app", "b_nwrkr=http://192.0.2.10");
        edit("app", "b_nwrkr=http://192.0.2.10&b_wyes=1");
        edit("app", "b_nwrkr=http://192.0.2.11&b_wyes=1");
        edit("app", "w_status_D=0&w=http://192.0.2.10");
        edit("app", "w_status_D=1&w=http://192.0.2.10");
        edit("app", "b_nwrkr=" + urlA() + "/below&b_wyes=1");
        edit("app", "b_nwrkr=nonsense&b_wyes=1");
        edit("two", "b_nwrkr=http://192.0.2.12&b_wyes=1");
        same("DELETE", PAGE, "", own);

        assertThat(xml(tandemPort)).isEqualTo(xml(apachePort)).contains("<httpd:worker>");
        assertThat(send(tandemPort, "GET", PAGE + "?xml=1", "", "").headers().firstValue("content-type"))
                .isEqualTo(send(apachePort, "GET", PAGE + "?xml=1", "", "")
                        .headers()
                        .firstValue("content-type"));
        for (String query : List.of("?b=app", "?b=two", "?b=app&w=" + urlA())) {
            assertThat(fields(tandemPort, query))
                    .as(query)
                    .isEqualTo(fields(apachePort, query))
                    .isNotEmpty();
        }
    }

    @Test
    void proxied_path_goes_to_a_member_in_both() throws Exception {
        assertThat(send(apachePort, "GET", "/hidden", "", "").body()).contains("member ");
        assertThat(send(tandemPort, "GET", "/hidden", "", "").body()).contains("member ");
    }

    private static String urlA() {
        return "http://127.0.0.1:" + a.port();
    }

    private static String urlB() {
        return "http://127.0.0.1:" + b.port();
    }

    private static void edit(String balancer, String parameters) throws Exception {
        same("POST", PAGE, "b=" + balancer + "&nonce=nonce-of-" + balancer + "&" + parameters, "http://127.0.0.1/");
    }

    private static void same(String method, String target, String body, String referer) throws Exception {
        String step = method + " " + target + " " + body + " from " + referer;
        HttpResponse<String> there = send(apachePort, method, target, body, referer);
        HttpResponse<String> here = send(tandemPort, method, target, body, referer);

        assertThat(here.statusCode()).as(step).isEqualTo(there.statusCode());
        if (there.statusCode() == 200) {
            assertThat(shape(here.body())).as(step).isEqualTo(shape(there.body()));
        }
        // What the members were asked meanwhile is counted a moment later.
        Awaitility.await(step)
                .untilAsserted(() -> assertThat(
                                shape(send(tandemPort, "GET", PAGE, "", "").body()))
                        .isEqualTo(shape(send(apachePort, "GET", PAGE, "", "").body())));
    }

    private static HttpResponse<String> send(int port, String method, String target, String body, String referer)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + target.replace("|", "%7C")))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!referer.isEmpty()) {
            request.header("Referer", referer);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    // ---- what is compared ----

    /** Headings, links, heads of tables and their cells; what is each one's own is masked, and so is how often checks passed. */
    private static String shape(String page) {
        StringBuilder shape = new StringBuilder();
        Matcher parts = Pattern.compile(
                        "<title>.*?</title>|<h1>.*?</h1>|<h3>.*?</h3>|<th>.*?</th>|<tr>|<td>(?!<(?:label|input|select|table)).*?</td>|action=\"[^\"]*\"")
                .matcher(tables(page));
        int cell = 0;
        while (parts.find()) {
            String part = parts.group().replaceAll("\\[p[0-9a-f]+_", "[");
            cell = part.equals("<tr>") ? 0 : cell + 1;
            boolean figure = cell >= 8 && cell <= 11 && part.startsWith("<td>");
            boolean checks = cell >= 12 && part.startsWith("<td>");
            if (!figure && !checks) {
                shape.append(part.replaceAll("127\\.0\\.0\\.1:(" + apachePort + "|" + tandemPort + ")", "HERE"))
                        .append('\n');
            }
        }
        return shape.toString();
    }

    /** Without the forms' fields, which {@link #fields} compares. */
    private static String tables(String page) {
        return page.replaceAll("(?s)(<form [^>]*>).*?</form>", "$1");
    }

    private static List<String> fields(int port, String query) throws Exception {
        String page = send(port, "GET", PAGE + query, "", "http://127.0.0.1/").body();
        TreeSet<String> fields = new TreeSet<>();
        Matcher inputs =
                Pattern.compile("<(?:input|select) [^>]*name='(\\w+)'[^>]*>").matcher(page);
        while (inputs.find()) {
            if (!OWN_FIELDS.matcher(inputs.group(1)).matches()) {
                fields.add(inputs.group().replaceAll("value =", "value=").replace('\'', '"'));
            }
        }
        Pattern.compile("<option value='\\w+'( selected )?>by\\w+")
                .matcher(page)
                .results()
                .forEach(option -> fields.add(option.group()));
        return List.copyOf(fields);
    }

    /** Elements in their order with their values, but for those that are each one's own. */
    private static String xml(int port) throws Exception {
        String document =
                send(port, "GET", PAGE + "?xml=1", "", "http://127.0.0.1/").body();
        String shown = document.replaceAll("\\s+", " ").replace("> <", ">\n<");
        for (Map.Entry<String, String> masked : Map.of(
                        "(smax|max|ttl|lbstatus|retries|transferred|read)>[^<]*<", "$1>…<",
                        "<httpd:error_time>[^\n]*\n", "")
                .entrySet()) {
            shown = shown.replaceAll(masked.getKey(), masked.getValue());
        }
        return shown;
    }
}
