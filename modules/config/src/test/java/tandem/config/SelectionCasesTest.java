package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.core.balance.Balancer;
import tandem.core.balance.Choice;
import tandem.core.balance.Member;
import tandem.core.balance.Schedule;
import tandem.core.config.BalancerConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.TandemConfig;
import tandem.core.setting.Settings;

/**
 * The selection cases of Apache's reference by their ids: an httpd.conf, requests, and who was chosen. Each runs from the
 * httpd.conf and from the YAML that it is imported to.
 */
final class SelectionCasesTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path directory;

    static Stream<Arguments> cases() {
        return Stream.of(
                selection("SEL-01", "a, b", "", "a b a b a b"),
                selection("SEL-02", "a, b, c", "", "a b c a b c"),
                selection("SEL-03", "a loadfactor=1, b loadfactor=2", "", "b a b b a b"),
                selection("SEL-04", "a loadfactor=5, b, c", "", "a a b a c a a a a b a c a a"),
                selection("SEL-05", "a, b loadfactor=1.5", "", "b a b a b"),
                selection("SEL-06", "a, b status=+D, c, d", "", "a c d a c d"),
                selection("SEL-07", "a, b, c, d loadfactor=2", "", "d a b c d"),
                selection("SEL-08", "a, b lbset=1, c lbset=1", "", "a a a"),
                selection("SEL-09", "a, b lbset=1, c lbset=1", "a", "b c b c"),
                selection("SEL-10", "a, b, s status=+H", "", "a b a b"),
                selection("SEL-11", "a, b, s status=+H", "a b", "s s s"),
                selection("SEL-12", "a, b, r status=+R", "a", "b r b r b"),
                selection(
                        "SEL-13",
                        "a status=+D, b status=+D, r1 status=+R, r2 status=+R, r3 status=+R",
                        "",
                        "r1 r2 r1 r2"),
                selection("SEL-14", "a, h status=+H, b lbset=1", "a", "h h h"),
                selection("SEL-15", "a status=+N, b", "", "b b b b"),
                selection("SEL-16", "a status=+D, b status=+D", "", "503"),
                selection("SEL-17", "", "", "503"),
                selection("SEL-20", "a lbset=5", "", "a"),
                selection("SEL-21", "a status=+H, b status=+R", "", "a a"));
    }

    private static Arguments selection(String id, String members, String dead, String expected) {
        return Arguments.of(id, members, dead, expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void members_are_chosen_as_apache_chooses_them(String id, String members, String dead, String expected) {
        for (Balancer balancer : bothWays(members, "")) {
            Set<String> unreachable = dead.isEmpty() ? Set.of() : Set.of(dead.split(" "));
            List<String> chosen = new ArrayList<>();
            for (int i = 0; i < expected.split(" ").length; i++) {
                chosen.add(request(balancer, unreachable));
            }

            assertThat(String.join(" ", chosen)).as(id).isEqualTo(expected);
        }
    }

    @Test
    void sel_18_busy_member_is_avoided() {
        for (Balancer balancer : bothWays("a, b", "lbmethod=bybusyness")) {
            choose(balancer);

            assertThat(sequence(balancer, 3)).isEqualTo("b b b");
        }
    }

    @Test
    void sel_19_three_quarters_of_the_bytes_go_to_the_heavier() {
        for (Balancer balancer : bothWays("a, b loadfactor=3", "lbmethod=bytraffic")) {
            int ofB = 0;
            for (int i = 0; i < 40; i++) {
                Member member = choose(balancer);
                member.moved(150, 11_000);
                member.ended();
                ofB += member.config().name().equals("b") ? 1 : 0;
            }

            assertThat(ofB).isBetween(29, 31);
        }
    }

    @Test
    void sel_22_letters_follow_the_sign_before_them() {
        for (Balancer balancer : bothWays("a status=+H-D, b", "")) {
            assertThat(balancer.member("a").orElseThrow().flags()).containsExactly(MemberFlag.STANDBY);
        }
    }

    @Test
    void sel_23_member_that_returns_is_not_flooded() {
        for (Balancer balancer : bothWays("a, b", "")) {
            Member a = choose(balancer);
            balancer.schedule().failed(a, "connection refused", 0);
            assertThat(sequence(balancer, 4)).isEqualTo("b b b b");
            balancer.schedule().succeeded(a);

            assertThat(sequence(balancer, 4)).isEqualTo("b a b a");
        }
    }

    @Test
    void bytraffic_shares_by_bytes_and_weight() {
        // As apt's Apache 2.4 chooses with one child.
        for (Balancer balancer : bothWays("a, b, c loadfactor=3", "lbmethod=bytraffic")) {
            List<String> chosen = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                Member member = choose(balancer);
                member.moved(0, 11_000);
                member.ended();
                chosen.add(member.config().name());
            }

            assertThat(String.join(" ", chosen)).isEqualTo("a b c c c a b c c c a b");
        }
    }

    @Test
    void bybusyness_looks_at_weight_between_equals_alone() {
        for (Balancer balancer : bothWays("a, b loadfactor=3", "lbmethod=bybusyness")) {
            StringBuilder never = new StringBuilder();
            for (int i = 0; i < 6; i++) {
                never.append(choose(balancer).config().name());
            }

            assertThat(never).hasToString("bababa");
        }
        for (Balancer balancer : bothWays("a, b loadfactor=3", "lbmethod=bybusyness")) {
            assertThat(sequence(balancer, 8)).isEqualTo("b a b b b a b b");
        }
    }

    /** One after the other, each finished before the next. */
    private static String sequence(Balancer balancer, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Member member = choose(balancer);
            member.ended();
            names.add(member.config().name());
        }
        return String.join(" ", names);
    }

    private static Member choose(Balancer balancer) {
        return balancer.choose(null, 0, List.of(), SECOND) instanceof Choice.Chosen chosen
                ? chosen.member()
                : org.assertj.core.api.Assertions.fail("nobody was chosen");
    }

    /** What a request does: it tries further members while those chosen cannot be reached. */
    private static String request(Balancer balancer, Set<String> dead) {
        List<Member> tried = new ArrayList<>();
        while (tried.size() <= balancer.furtherAttempts()
                && balancer.choose(null, 0, tried, SECOND) instanceof Choice.Chosen chosen) {
            chosen.member().ended();
            if (!dead.contains(chosen.member().config().name())) {
                return chosen.member().config().name();
            }
            balancer.schedule().failed(chosen.member(), "connection refused", SECOND);
            tried.add(chosen.member());
        }
        return "503";
    }

    private List<Balancer> bothWays(String members, String parameters) {
        StringBuilder text = new StringBuilder("Listen 8080\nProxyPass / balancer://c/ " + parameters + "\n");
        text.append("<Proxy balancer://c>\n");
        int port = 9001;
        for (String member : members.isEmpty() ? new String[0] : members.split(", ")) {
            String name = member.split(" ")[0];
            text.append("BalancerMember http://127.0.0.1:" + port++ + " route=" + name + member.substring(name.length())
                    + "\n");
        }
        ConfigCase cases = new ConfigCase(directory);
        TandemConfig fromHttpd =
                ConfigCase.ok(cases.httpd(text.append("</Proxy>\n").toString()));
        TandemConfig fromYaml = ConfigCase.ok(cases.yaml(YamlWriter.write(fromHttpd)));
        return List.of(balancer(fromHttpd), balancer(fromYaml));
    }

    private static Balancer balancer(TandemConfig config) {
        BalancerConfig balancer = config.balancers().get("c");
        Map<String, InetSocketAddress> addresses = new HashMap<>();
        balancer.members().forEach(m -> addresses.put("c/" + m.name(), new InetSocketAddress("127.0.0.1", 1)));
        return Balancer.of("c", balancer, Settings.NONE, addresses, Set.of(), new Schedule());
    }
}
