package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apache's balancer-manager on a listener for clients: the cases MAN-01 to MAN-14. */
final class ManagerCasesTest {
    private static final String HTTPD = """
            ServerName lb.example.com
            Listen 127.0.0.1:${PORT}
            <Proxy balancer://app>
              BalancerMember ${A} route=a
              BalancerMember ${B}/deep route=b loadfactor=1.5
              ProxySet stickysession=SID growth=1
            </Proxy>
            <Proxy balancer://full>
              BalancerMember ${C}
              ProxySet nonce=fixed
            </Proxy>
            <Proxy balancer://open>
              BalancerMember ${C}/open
              ProxySet nonce=None
            </Proxy>
            <Location /balancer-manager>
              SetHandler balancer-manager
              Require ip 127.0.0.1
            </Location>
            ProxyPass /balancer-manager !
            ProxyPass /full balancer://full
            ProxyPass / balancer://app/
            """;

    @TempDir
    private Path directory;

    private ManagedNode node;

    @BeforeEach
    void start() throws Exception {
        node = new ManagedNode(directory, HTTPD, "");
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void man_01_page_shows_every_balancer_and_member() throws Exception {
        HttpResponse<String> response = node.get(node.port, "/balancer-manager");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("text/html; charset=ISO-8859-1");
        assertThat(response.body())
                .contains("<title>Balancer Manager</title>", "Server Version: Apache/2.4.", "balancer://full</a>")
                .contains("<td>3 [2 Used]</td>\n<td>SID</td><td>Off</td>\n<td>0</td><td>1</td>\n<td>byrequests</td>");
        assertThat(node.row('A').subList(1, 6)).containsExactly("a", "", "1.00", "0", "Init Ok ");
        assertThat(node.row(node.url('B') + "/deep").get(3)).isEqualTo("1.50");
    }

    @Test
    void man_02_xml_needs_a_referer_of_the_own_host() throws Exception {
        HttpResponse<String> without = node.get(node.port, "/balancer-manager?xml=1");
        HttpResponse<String> with = node.get(node.port, "/balancer-manager?xml=1", "Referer", "http://127.0.0.1:1/x");

        assertThat(without.headers().firstValue("content-type")).contains("text/html; charset=ISO-8859-1");
        assertThat(with.headers().firstValue("content-type")).contains("text/xml");
        assertThat(with.body())
                .contains(
                        "<httpd:name>balancer://app</httpd:name>",
                        "<httpd:name>" + node.url('A') + "</httpd:name>",
                        "<httpd:status>Init Ok </httpd:status>");
    }

    @Test
    void man_03_edit_without_referer_changes_nothing() throws Exception {
        String right = "b=app&w=" + node.url('A') + "&w_status_D=1&nonce=" + node.nonce("app");

        HttpResponse<String> response = node.post(right);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Tandem-Outcome"))
                .contains("not changed: a Referer of this host is needed: 127.0.0.1");
        assertThat(node.status('A')).isEqualTo("Init Ok ");
    }

    @Test
    void man_04_edit_with_a_wrong_nonce_changes_nothing() throws Exception {
        HttpResponse<String> response = node.post(
                "b=app&w=" + node.url('A') + "&w_status_D=1&nonce=" + node.nonce("full"),
                "Referer",
                "http://127.0.0.1/");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Tandem-Outcome").orElse("")).startsWith("not changed: the nonce");
        assertThat(node.status('A')).isEqualTo("Init Ok ");
    }

    @Test
    void man_05_disabled_member_shows_it_and_takes_nothing() throws Exception {
        HttpResponse<String> response = node.edit("app", "w=" + node.url('A') + "&w_status_D=1");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Tandem-Outcome"))
                .contains("app/a: disabled by 127.0.0.1 (balancer-manager)");
        assertThat(node.status('A')).isEqualTo("Init Dis ");
        assertThat(node.answers("/", 4)).containsOnly("B");
        node.edit("app", "w=" + node.url('A') + "&w_status_D=0");
        assertThat(node.answers("/", 5)).contains("A", "B");
    }

    @Test
    void man_06_added_member_is_disabled_until_it_is_enabled() throws Exception {
        HttpResponse<String> response = node.edit("app", "b_nwrkr=" + node.url('C') + "&b_wyes=1");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(node.status('C')).isEqualTo("Init Dis ");
        assertThat(node.answers("/", 6)).doesNotContain("C");
        node.edit("app", "w=" + node.url('C') + "&w_status_D=0");
        assertThat(node.answers("/", 6)).contains("C");
    }

    @Test
    void man_07_member_beyond_growth_is_refused() throws Exception {
        assertThat(node.edit("full", "b_nwrkr=http://192.0.2.1&b_wyes=1").statusCode())
                .isEqualTo(400);
        assertThat(node.edit("app", "b_nwrkr=http://192.0.2.1&b_wyes=1").statusCode())
                .isEqualTo(200);
        assertThat(node.edit("app", "b_nwrkr=http://192.0.2.2&b_wyes=1").statusCode())
                .isEqualTo(400);
        assertThat(node.page("")).contains("3 [3 Used]").doesNotContain("192.0.2.2");
    }

    @Test
    void man_08_load_factor_out_of_range_is_passed_over() throws Exception {
        node.edit("app", "w=" + node.url('A') + "&w_lf=0.5");
        String before = node.row('A').get(3);
        node.edit("app", "w=" + node.url('A') + "&w_lf=2.5");

        assertThat(before).isEqualTo("1.00");
        assertThat(node.row('A').get(3)).isEqualTo("2.50");
    }

    @Test
    void man_09_minus_removes_stickiness() throws Exception {
        node.edit("app", "b_ss=OTHER%20|%20jsess");
        String other = node.page("");
        node.edit("app", "b_ss=-");

        assertThat(other).contains("<td>OTHER|jsess</td>");
        assertThat(node.page("")).contains("<td> (None) </td>").doesNotContain("<td>OTHER|jsess</td>");
    }

    @Test
    void man_10_get_changes_nothing() throws Exception {
        String page = node.page("?b=app&w=" + node.url('A') + "&w_status_D=1&nonce=" + node.nonce("app"));

        assertThat(page).contains("<h3>Edit worker settings for " + node.url('A') + "</h3>");
        assertThat(node.status('A')).isEqualTo("Init Ok ");
    }

    @Test
    void man_11_without_a_nonce_an_edit_needs_the_own_host_under_a_known_name() throws Exception {
        String edit = "b=open&w=" + node.url('C') + "/open&w_status_N=";

        node.post(edit + 1);
        String nobody = node.row(node.url('C') + "/open").get(5);
        node.post(edit + 1, "Referer", "http://127.0.0.1/");

        assertThat(nobody).isEqualTo("Init Ok ");
        assertThat(node.row(node.url('C') + "/open").get(5)).isEqualTo("Init Drn Ok ");
    }

    @Test
    void man_12_changes_survive_reload_and_restart() throws Exception {
        node.edit("app", "w=" + node.url('A') + "&w_status_H=1&w_lf=3&b_lbm=bybusyness&b_tmo=7&b_max=4&b_sforce=1");
        node.reload();
        String afterReload = node.status('A');
        node.restart();

        assertThat(afterReload).isEqualTo("Init Stby Ok ");
        assertThat(node.row('A').subList(3, 6)).containsExactly("3.00", "0", "Init Stby Ok ");
        assertThat(node.page("")).contains("<td>SID</td><td>On</td>\n<td>7</td><td>4</td>\n<td>bybusyness</td>");
    }

    @Test
    void man_13_member_below_an_existing_one_is_refused() throws Exception {
        HttpResponse<String> response = node.edit("app", "b_nwrkr=" + node.url('A') + "/below&b_wyes=1");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Tandem-Outcome"))
                .contains("not added: app/a is " + node.url('A') + " already");
    }

    @Test
    void load_and_elections_are_the_schedules() throws Exception {
        node.answers("/", 1);

        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(node.row(node.url('B') + "/deep").subList(6, 9))
                                .containsExactly("1", "0", "-100"));
        assertThat(node.row('A').subList(6, 9)).containsExactly("0", "0", "100");
    }

    @Test
    void what_apache_cannot_do() throws Exception {
        node.edit("app", "w=" + node.url('A') + "&w_url=" + node.url('C'));
        assertThat(node.answers("/", 5)).contains("C").doesNotContain("A");

        node.edit("app", "w=" + node.url('C') + "&w_remove=1");
        assertThat(node.page("")).contains(">" + node.url('C') + "</a>");
        node.edit("app", "w=" + node.url('C') + "&w_remove=1&w_yes=1");
        assertThat(node.page("")).doesNotContain(">" + node.url('C') + "</a></td><td>a</td>");
        assertThat(node.answers("/", 3)).containsOnly("B");
    }

    @Test
    void form_sent_unchanged_changes_nothing() throws Exception {
        HttpResponse<String> response = node.edit(
                "app",
                "w=" + node.url('A') + "&w_lf=1.00&w_ls=0&w_wr=a&w_rr=&w_status_I=0&w_status_N=0&w_status_D=0"
                        + "&w_status_H=0&w_status_R=0&w_status_S=0&w_url=" + node.url('A')
                        + "&b_lbm=byrequests&b_tmo=0&b_max=1&b_sforce=0&b_ss=SID&b_nwrkr=");

        assertThat(response.headers().firstValue("Tandem-Outcome")).contains("nothing was changed");
    }
}
