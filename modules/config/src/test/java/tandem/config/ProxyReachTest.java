package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProxyReachTest {
    private static final Place PLACE = Place.whole(SourceText.of("httpd.conf", ""));

    /** Each row: a Proxy section (with ~ a ProxyMatch), a route's target, and of how much of it the section speaks. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
        * ; http://a/ ; ALL
        http://a/* ; http://a/x/ ; ALL
        http://a/*/private ; http://a/ ; PART
        http://a/? ; http://a/x ; PART
        http://b/* ; http://a/ ; NONE
        http://a/ ; http://a/x/ ; ALL
        HTTP://A/ ; http://a/ ; ALL
        http://a/private ; http://a/ ; PART
        http://b/ ; http://a/ ; NONE
        balancer://c ; balancer://c/ ; ALL
        balancer://c/ ; balancer://c/x ; ALL
        balancer://c/private ; balancer://c/ ; PART
        balancer://c2 ; balancer://c/ ; NONE
        ~ .* ; http://a/ ; ALL
        ~ ^http://a/ ; http://a/x/ ; ALL
        ~ ^http://[^/]+/private ; http://a:1/ ; PART
        ~ ^http://[[:alnum:].]+/private ; http://host/ ; PART
        ~ ^http://[[:digit:].]+/ ; http://host/ ; NONE
        ~ ^http://b/ ; http://a/ ; NONE
        ~ private ; http://a/ ; PART
        ~ private ; http://a/private/ ; ALL
        ~ ^http://a/$ ; http://a/ ; PART
        ~ ^http://a/(?!public) ; http://a/ ; PART
        ~ ^(http://b|http://a/p) ; http://a/ ; PART
        http://a/private ; http://a/$1 ; PART
        """)
    void a_section_speaks_of_all_some_or_none_of_a_target(String section, String target, ProxyReach reach) {
        boolean regex = section.startsWith("~ ");
        HttpdScope.Proxy scope = new HttpdScope.Proxy(
                regex ? section.substring(2) : section,
                regex,
                Optional.empty(),
                new HttpdAccess(),
                new ServerDraft(PLACE, null));

        assertThat(ProxyReach.of(scope, target)).isEqualTo(reach);
    }
}
