package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.CompressionConfig;
import tandem.core.config.RuleConfig;
import tandem.core.config.SiteConfig;

/** What of mod_deflate in an httpd.conf is carried out. */
class DeflateDirectivesTest {
    private static final String PASS = "Listen 80\nProxyPass / http://192.0.2.1/\n";

    @TempDir
    Path directory;

    private ConfigCase cases;

    @BeforeEach
    void prepare() {
        cases = new ConfigCase(directory);
    }

    private List<RuleConfig> rules(String lines) {
        Loaded loaded = cases.httpd(PASS + lines);
        assertThat(ConfigCase.warnings(loaded)).isEmpty();
        List<SiteConfig> sites = ConfigCase.ok(loaded).sites();
        return sites.isEmpty() ? List.of() : sites.getFirst().rules();
    }

    private static CompressionConfig of(RuleConfig rule) {
        return rule.compression().orElseThrow();
    }

    @Test
    void types_and_level_are_carried_over_as_debian_writes_them() {
        List<RuleConfig> rules = rules("""
                <IfModule mod_deflate.c>
                  <IfModule mod_filter.c>
                    AddOutputFilterByType DEFLATE text/html text/plain Text/CSS
                    AddOutputFilterByType DEFLATE application/json
                  </IfModule>
                </IfModule>
                DeflateCompressionLevel 9
                """);

        assertThat(rules).hasSize(1);
        assertThat(of(rules.getFirst()).types())
                .containsExactly("text/html", "text/plain", "text/css", "application/json");
        assertThat(of(rules.getFirst()).level()).isEqualTo(9);
        assertThat(of(rules.getFirst()).minSize().bytes()).isZero();
    }

    @Test
    void location_adds_to_the_types_around_it_and_may_take_the_filter_back() {
        List<RuleConfig> rules = rules("""
                SetOutputFilter DEFLATE
                <Location /api>
                  AddOutputFilterByType DEFLATE application/json
                </Location>
                <Location /plain>
                  SetOutputFilter NONE
                </Location>
                """);

        assertThat(rules).extracting(RuleConfig::path).containsExactly("/", "/api", "/plain");
        assertThat(of(rules.get(0)).types()).containsExactly("*/*");
        assertThat(of(rules.get(0)).level()).isEqualTo(6);
        assertThat(of(rules.get(1)).types()).containsExactly("*/*", "application/json");
        assertThat(of(rules.get(2)).types()).isEmpty();
    }

    @Test
    void virtual_host_has_the_types_of_the_main_server_and_its_own_level() {
        Loaded loaded = cases.httpd("""
                Listen 80
                AddOutputFilterByType DEFLATE text/html
                <VirtualHost *:80>
                  DeflateCompressionLevel 1
                  ProxyPass / http://192.0.2.1/
                </VirtualHost>
                """);

        List<Optional<CompressionConfig>> found = ConfigCase.ok(loaded).sites().getFirst().rules().stream()
                .map(RuleConfig::compression)
                .toList();
        assertThat(found.getLast().orElseThrow().types()).containsExactly("text/html");
        assertThat(found.getLast().orElseThrow().level()).isEqualTo(1);
    }

    @Test
    void other_filters_and_wrong_words_are_errors() {
        List<String> errors = ConfigCase.findings(cases.httpd(PASS + """
                SetOutputFilter INFLATE
                SetOutputFilter INCLUDES;DEFLATE
                AddOutputFilterByType BROTLI_COMPRESS text/html
                AddOutputFilterByType DEFLATE html
                DeflateCompressionLevel 10
                """));

        assertThat(errors)
                .containsExactly(
                        "httpd.conf:3:17: SetOutputFilter: INFLATE is not carried out: what members compressed is passed"
                                + " on compressed",
                        "httpd.conf:4:17: SetOutputFilter: the filter 'INCLUDES' is not carried out; DEFLATE is",
                        "httpd.conf:5:23: AddOutputFilterByType: BROTLI_COMPRESS is not carried out; DEFLATE is",
                        "httpd.conf:6:1: AddOutputFilterByType: types: 'html' is not a media type such as text/html,"
                                + " text/* or */*",
                        "httpd.conf:7:1: DeflateCompressionLevel: Compression Level must be between 1 and 9, not 10");
    }
}
