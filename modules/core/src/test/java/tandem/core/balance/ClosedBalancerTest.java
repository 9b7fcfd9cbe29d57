package tandem.core.balance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tandem.core.Samples;
import tandem.core.config.BalancerConfig;
import tandem.core.config.ClosedConfig;
import tandem.core.rule.RequestFacts;
import tandem.core.setting.ClosingValues;
import tandem.core.setting.SettingKey;
import tandem.core.setting.SettingValue;
import tandem.core.setting.Settings;
import tandem.core.setting.Settings.Change;
import tandem.core.text.IpAddress;
import tandem.core.text.Network;

/** Balancers that are closed for maintenance, and whom they serve. */
class ClosedBalancerTest {
    private static final ClosedConfig RULES = new ClosedConfig(
            false,
            "",
            "",
            Optional.empty(),
            Optional.empty(),
            Duration.ofMinutes(5),
            List.of(Network.parse("198.51.100.0/24")),
            Optional.of("preview=k3f9"));

    private static Settings set(long expires, String... pairs) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1]);
        }
        Settings none = Settings.NONE;
        return none.merge(List.of(none.change(
                        SettingKey.ofClosing("app"),
                        SettingValue.CLEARED.withValues(values),
                        new Change("lb1", "anna", 1000, "", expires))))
                .settings();
    }

    private static @Nullable Closure closure(ClosedConfig rules, Settings settings) {
        BalancerConfig balancer =
                Samples.balancer(Samples.member("a")).edit().closed(rules).done();
        return Balancer.of("app", balancer, settings, Map.of(), Set.of(), new Schedule())
                .closure();
    }

    private static String page(@Nullable Closure closure) {
        assertThat(closure).isNotNull();
        return closure.page() == null ? "none" : new String(closure.page().body(), UTF_8);
    }

    @Test
    void operator_closes_and_opens_it_over_what_the_file_says() {
        ClosedConfig closed = RULES.enabled(true);

        assertThat(closure(RULES, Settings.NONE)).isNull();
        assertThat(closure(closed, Settings.NONE)).isNotNull();
        assertThat(closure(RULES, set(0, "closed", "true"))).isNotNull();
        assertThat(closure(closed, set(0, "closed", "false"))).isNull();
    }

    @Test
    void its_setting_is_beside_the_balancers_own_and_no_member() {
        BalancerConfig inFile = Samples.balancer(Samples.member("a"));
        Settings settings = set(0, "closed", "true", "message", "Soon.");

        assertThat(settings.balancer("app", inFile).closed().message()).isEqualTo("Soon.");
        assertThat(settings.balancer("app", inFile).policy()).isEqualTo(inFile.policy());
        assertThat(settings.members("app", inFile.members())).isEqualTo(inFile.members());
        assertThat(SettingKey.ofClosing("app")).hasToString("app");
    }

    @Test
    void message_is_shown_escaped_on_a_page_of_this_node_or_in_the_configured_one() {
        Settings said = set(0, "closed", "true", "message", "Back at <6> & \"later\"");

        assertThat(page(closure(RULES, said)))
                .contains("<h1>503 Service Unavailable</h1><p>Back at &lt;6&gt; &amp; &quot;later&quot;</p>");
        assertThat(page(closure(RULES.with("<p>{{message}}</p>", Optional.empty()), said)))
                .isEqualTo("<p>Back at &lt;6&gt; &amp; &quot;later&quot;</p>");
        assertThat(page(closure(RULES.with("{{message}}", Optional.of("text/plain")), said)))
                .isEqualTo("Back at <6> & \"later\"");
        assertThat(page(closure(RULES.with("<p>{{message}}</p>", Optional.empty()), set(0, "closed", "true"))))
                .isEqualTo("<p>This service is closed for maintenance.</p>");
        assertThat(page(closure(RULES, set(0, "closed", "true")))).isEqualTo("none");
    }

    @Test
    void allowed_networks_and_the_cookie_are_let_in() {
        Closure closure = closure(RULES, set(0, "closed", "true"));

        assertThat(closure.admits(new Asking("198.51.100.7", null))).isTrue();
        assertThat(closure.admits(new Asking("192.0.2.7", null))).isFalse();
        assertThat(closure.admits(new Asking("192.0.2.7", "a=b; preview=k3f9"))).isTrue();
        assertThat(closure.admits(new Asking("192.0.2.7", "preview=k3f"))).isFalse();
        assertThat(closure.admits(new Asking("192.0.2.7", "xpreview=k3f9"))).isFalse();
    }

    @Test
    void retry_after_is_the_end_of_the_setting_else_what_is_configured() {
        assertThat(closure(RULES, set(0, "closed", "true")).retryAfterSeconds(5000))
                .isEqualTo(300);
        assertThat(closure(RULES, set(61_001, "closed", "true")).retryAfterSeconds(1000))
                .isEqualTo(61);
        assertThat(closure(RULES, set(2000, "closed", "true")).retryAfterSeconds(9000))
                .isEqualTo(1);
    }

    @Test
    void values_that_close_nothing_are_refused() {
        assertThatThrownBy(() -> ClosingValues.check(Map.of("closed", "yes")))
                .hasMessage("closed: 'yes' is neither true nor false");
        assertThatThrownBy(() -> ClosingValues.check(Map.of("message", "hello")))
                .hasMessage("message is for a balancer that is being closed; set closed=true too");
        assertThatThrownBy(() -> ClosingValues.check(Map.of("closed", "true", "message", "two\nlines")))
                .hasMessage("message: it is one line of at most 500 characters");
        assertThatThrownBy(() -> ClosingValues.check(Map.of("closed", "true", "policy", "random")))
                .hasMessage("policy is set in an order of its own; with closed there is message alone");
        assertThatThrownBy(() -> new ClosedConfig(
                        false,
                        "",
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofMinutes(5),
                        List.of(),
                        Optional.of("preview")))
                .hasMessage("cookie: 'preview' is not NAME=VALUE, such as preview=k3f9");
    }

    /** A GET by somebody with this Cookie field. */
    private record Asking(String address, @Nullable String cookies) implements RequestFacts {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String target() {
            return "/";
        }

        @Override
        public String protocol() {
            return "HTTP/1.1";
        }

        @Override
        public String authority() {
            return "shop.example";
        }

        @Override
        public InetAddress client() {
            return IpAddress.parse(address);
        }

        @Override
        public int localPort() {
            return 80;
        }

        @Override
        public boolean secure() {
            return false;
        }

        @Override
        public @Nullable String tls(String name) {
            return null;
        }

        @Override
        public @Nullable String field(String name) {
            return name.equals("Cookie") ? cookies : null;
        }

        @Override
        public void eachField(BiConsumer<String, String> teller) {
            // none but the one that is asked for
        }

        @Override
        public long arrivedMicros() {
            return 0;
        }

        @Override
        public long elapsedMicros() {
            return 0;
        }
    }
}
