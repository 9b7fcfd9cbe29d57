package tandem.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.Samples;
import tandem.core.config.StickyConfig;
import tandem.core.config.StickyConfig.Separator;

final class StickySessionTest {
    private final StickySession session = new StickySession(Samples.sticky("BALANCEID", "jsessionid"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "BALANCEID=mycluster.node1                    | node1",
                "BALANCEID=mycluster%2Enode1                  | node1",
                "BALANCEID=mycluster%2enode1                  | node1",
                "BALANCEID=\"mycluster.node1\"                | node1",
                "a=b; BALANCEID=x.node2; c=d                  | node2",
                "a=b,BALANCEID=x.node2                        | node2",
                "XBALANCEID=x.node1; BALANCEID=x.node2        | node2",
                "BALANCEIDX=x.node1                           | none",
                "balanceid=x.node1                            | none",
                "BALANCEID=; BALANCEID=x.node2                | node2",
                "BALANCEID = x.node1                          | node1",
                "BALANCEID=x.node1.more                       | node1.more",
                "BALANCEID=.node1                             | node1",
                "BALANCEID=x.                                 | none",
                "BALANCEID=x                                  | none",
                "BALANCEID=%                                  | none",
                "BALANCEID=x.%zz                              | %zz",
                "BALANCEID                                    | none",
            })
    void cookie_gives_the_route(String cookies, String route) {
        assertThat(session.route("/", cookies)).isEqualTo(route);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "/app;jsessionid=abc.node1         | node1",
                "/app;jsessionid=abc.node1?x=y     | node1",
                "/app?a=b&jsessionid=abc.node1&c=d | node1",
                "/app?jsessionid=abc.node1         | node1",
                "/app?xjsessionid=abc.node1        | none",
                "/app?jsessionid=                  | none",
                "/app?jsessionid                   | none",
                "/app?jsessionid=&jsessionid=a.n2  | n2",
            })
    void url_gives_the_route(String url, String route) {
        assertThat(session.route(url, null)).isEqualTo(route);
    }

    @Test
    void url_wins_over_the_cookie() {
        assertThat(session.route("/;jsessionid=a.node1", "BALANCEID=a.node2")).isEqualTo("node1");
    }

    @Test
    void semicolon_ends_a_value_in_the_url_only_where_asked() {
        StickyConfig ending = new StickyConfig(Optional.empty(), Optional.of("sid"), Separator.DOT, true);

        assertThat(new StickySession(ending).route("/a;sid=x.node1;v=2", null)).isEqualTo("node1");
        assertThat(session.route("/a;jsessionid=x.node1;v=2", null)).isEqualTo("node1;v=2");
    }

    @Test
    void without_separator_the_whole_value_is_the_route() {
        StickyConfig whole = new StickyConfig(Optional.of("ROUTE"), Optional.empty(), Separator.OFF, false);

        assertThat(new StickySession(whole).route("/", "ROUTE=a.b")).isEqualTo("a.b");
    }

    @Test
    void no_cookie_is_no_route() {
        assertThat(session.route("/", null)).isNull();
    }
}
