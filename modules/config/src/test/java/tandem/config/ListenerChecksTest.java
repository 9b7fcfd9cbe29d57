package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.config.ClientAuthenticationConfig;
import tandem.core.config.HstsConfig;
import tandem.core.config.ListenerConfig;
import tandem.core.tls.TestCertificates;

/** What is said of one listener in YAML, and what does not fit together. */
final class ListenerChecksTest {
    private static final String REST =
            "balancers: {app: {members: [{name: a, url: \"http://192.0.2.21\"}]}}\nroutes: [{balancer: app}]\n";
    private static final String TLS = "tls: {certificates: [{cert: shop-ec.pem, key: shop-ec.key}]}";

    @TempDir
    Path directory;

    private Loaded load(String listener) {
        TestCertificates.copy(directory, "shop-ec.pem", "shop-ec.key", "ca.pem");
        return new ConfigCase(directory).yaml("listeners: {web: {listen: \"*:443\", " + listener + "}}\n" + REST);
    }

    @Test
    void clients_hsts_and_redirects_are_read() {
        ListenerConfig secure = ConfigCase.ok(load(TLS + ", client-certificates: {mode: request, ca: ca.pem, fields:"
                        + " {X-Client: SSL_CLIENT_S_DN}}, hsts: {include-subdomains: true}"))
                .listeners()
                .get("web");
        ListenerConfig plain =
                ConfigCase.ok(load("redirect-to-https: 8443")).listeners().get("web");

        assertThat(secure.clientCertificates())
                .contains(new ClientAuthenticationConfig(
                        ClientAuthenticationConfig.Mode.REQUEST,
                        List.of(directory.resolve("ca.pem")),
                        Map.of("X-Client", "SSL_CLIENT_S_DN")));
        assertThat(secure.hsts()).contains(new HstsConfig(Duration.ofHours(8760), true, false));
        assertThat(secure.hsts().orElseThrow().value()).isEqualTo("max-age=31536000; includeSubDomains");
        assertThat(plain.redirectToHttps()).isEqualTo(OptionalInt.of(8443));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
        client-certificates: {ca: ca.pem}         ^ listeners.web.client-certificates: need TLS
        hsts: {}                                  ^ listeners.web.hsts: counts on https alone
        TLS, redirect-to-https: 443               ^ listeners.web.redirect-to-https: is for a listener in clear text
        redirect-to-https: 0                      ^ listeners.web.redirect-to-https: 0 is not allowed
        TLS, client-certificates: {ca: []}        ^ listeners.web.client-certificates.ca: names no file with authorities
        TLS, client-certificates: {ca: gone.pem}  ^ gone.pem does not exist
        TLS, client-certificates: {ca: ca.pem, fields: {"X Y": SSL_CLIENT_S_DN}} ^ 'X Y' is not a name of a header field
        TLS, client-certificates: {ca: ca.pem, fields: {Connection: SSL_CLIENT_S_DN}} ^ Connection says how messages end
        TLS, client-certificates: {ca: ca.pem, fields: {X: REMOTE_ADDR}} ^ 'REMOTE_ADDR' is no variable of a TLS connection
        TLS, client-certificates: {ca: ca.pem, fields: {X: SSL_NOTHING}} ^ %{SSL_NOTHING} is not known of a TLS connection
        """)
    void what_does_not_fit_together_is_an_error(String listener, String sentence) {
        assertThat(ConfigCase.findings(load(listener.replace("TLS", TLS)))).anyMatch(line -> line.contains(sentence));
    }
}
