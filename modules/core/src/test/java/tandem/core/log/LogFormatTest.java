package tandem.core.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.config.AccessLogConfig;
import tandem.core.config.SiteConfig;
import tandem.core.rule.Rules;
import tandem.core.rule.Visit;

class LogFormatTest {
    private static final Path FILE = Path.of("access.log");

    private final StubLogFacts facts = new StubLogFacts();

    private String line(AccessLogConfig config) {
        LogLine line = new LogLine();
        boolean logged = SiteLog.of(List.of(config), null).rules().get(0).write(facts, line);
        return logged ? new String(line.bytes(), 0, line.length(), ISO_8859_1) : "not logged";
    }

    private String line(String format) {
        return line(new AccessLogConfig(FILE, format));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '^', quoteCharacter = '~', textBlock = """
        %h %a %A                    ^ 198.51.100.7 198.51.100.7 192.0.2.10
        %l %u %L                    ^ - - -
        %t                          ^ [14/Nov/2023:23:13:20 +0100]
        %{%Y-%m-%d %H:%M:%S %Z}t    ^ 2023-11-14 23:13:20 CET
        %{begin:%s}t %{sec}t        ^ 1700000000 1700000000
        %{msec}t %{usec}t           ^ 1700000000012 1700000000012345
        %{msec_frac}t %{usec_frac}t ^ 012 012345
        %{end:sec}t %{end:%S}t      ^ 1700000003 23
        %{%d%e%j|%a%A|%w%u|%y|%I%p}t ^ 1414318|TueTuesday|22|23|11PM
        %r                          ^ GET /a%20b?x=1 HTTP/1.1
        %m %U %q %H                 ^ GET /a b ?x=1 HTTP/1.1
        %s %>s %<s                  ^ 200 200 200
        %b %B %I %O %S              ^ 12 12 101 202 303
        %D %T %{ms}T %{us}T %{s}T   ^ 3043500 3 3043 3043500 3
        %{queue}T %{queue:us}T      ^ 1 1500
        %{connect}T %{first-byte}T  ^ - 40
        %{response:ms}T %{total}T   ^ 2 3043
        %v %V %p %{remote}p %{local}p ^ lb.example.com www.example.com 8080 50123 8080
        %{Referer}i %{missing}i     ^ http://x/ -
        %{x-route}o                 ^ r1
        %{SID}C %{sid}C %{none}C    ^ a=b a=b -
        %{SSL_PROTOCOL}x %{SSL_X}x  ^ TLSv1.3 -
        %X %k %R %P                 ^ + 3 proxy-server 4711
        %{reason}X %{tries}X %{balancer}X/%{member}X %{route}X ^ done 2 app/node1 n1
        %{matched}X %{choice}X      ^ /a session
        %200{Referer}i %404{Referer}i %!200,304{Referer}i ^ http://x/ - -
        100%% \\"x\\"               ^ 100% \\"x\\"
        %f %{x}n %{tid}P            ^ - - -
        """)
    void every_word_says_what_it_says_in_apache(String format, String expected) {
        facts.request.put("Referer", "http://x/");
        facts.request.put("Cookie", "q=1; SID=a=b; SID=late");
        facts.response.put("X-Route", "r1");

        assertThat(line(format.replace("\\\\", "\\"))).isEqualTo(expected.replace("\\\\", "\\") + "\n");
    }

    @Test
    void time_to_first_byte_has_two_letters() {
        assertThat(line("%^FB")).isEqualTo("3041500\n");
    }

    @Test
    void what_did_not_happen_is_a_hyphen() {
        facts.method = "";
        facts.status = 0;
        facts.body = 0;

        assertThat(line("%r %>s %b %B")).isEqualTo("- - - 0\n");
    }

    @Test
    void backslash_begins_a_tab_or_a_new_line() {
        assertThat(line("a\\tb\\nc\\\\d\\x")).isEqualTo("a\tb\nc\\d\\x\n");
    }

    @Test
    void what_clients_send_can_neither_end_a_line_nor_a_quote() {
        facts.request.put("User-Agent", "x\" \\ \r\n\t\u000b\b\u0001\u007f\u00e4");

        assertThat(line("\"%{User-Agent}i\"")).isEqualTo("\"x\\\" \\\\ \\r\\n\\t\\v\\b\\x01\\x7f\\xe4\"\n");
    }

    @Test
    void json_has_numbers_and_nulls_and_escapes_of_its_own() {
        facts.request.put("User-Agent", "x\" \\ \u000b\u00e4");
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("st\"atus", "%>s");
        fields.put("agent", "%{User-Agent}i");
        fields.put("referer", "%{Referer}i");
        fields.put("connect", "%{connect}T");
        fields.put("both", "%m \"%>s");

        assertThat(line(new AccessLogConfig(FILE, "json", fields, "", "")))
                .isEqualTo(
                        "{\"st\\\"atus\":200,\"agent\":\"x\\\" \\\\ \\u000b\\u00e4\",\"referer\":null,\"connect\":null,"
                                + "\"both\":\"GET \\\"200\"}\n");
        assertThat(line("json"))
                .startsWith("{\"time\":\"2023-11-14T23:13:20.012+0100\",\"client\":\"198.51.100.7\"")
                .contains("\"status\":200,", "\"reason\":\"done\"", "\"total-us\":3043500}");
    }

    @Test
    void only_those_are_logged_that_a_condition_wants() {
        facts.visit = visit();
        facts.visit.set("quiet", "1");

        assertThat(line(new AccessLogConfig(FILE, "%m", Map.of(), "quiet", ""))).isEqualTo("GET\n");
        assertThat(line(new AccessLogConfig(FILE, "%m", Map.of(), "!quiet", "")))
                .isEqualTo("not logged");
        assertThat(line(new AccessLogConfig(FILE, "%m", Map.of(), "loud", ""))).isEqualTo("not logged");
        assertThat(line(new AccessLogConfig(FILE, "%m", Map.of(), "!loud", ""))).isEqualTo("GET\n");
        assertThat(line(new AccessLogConfig(FILE, "%m", Map.of(), "", "%{REQUEST_STATUS} -ge 400")))
                .isEqualTo("not logged");
        facts.status = 502;
        assertThat(line(new AccessLogConfig(FILE, "%{quiet}e %{loud}e", Map.of(), "", "%{REQUEST_STATUS} -ge 400")))
                .isEqualTo("1 -\n");
    }

    private Visit visit() {
        return new Visit(Rules.of(SiteConfig.NONE, "lb.example.com", true), facts.request(), "/a b", "x=1");
    }

    @Test
    void endless_line_is_cut_and_still_ends() {
        facts.request.put("User-Agent", "x".repeat(2 * LogLine.MOST));

        assertThat(line("%{User-Agent}i %m")).hasSize(LogLine.MOST).endsWith("x\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '^', textBlock = """
        %y              ^ the log format '%y': %y is not known; access-log.md lists what is
        %{x             ^ the log format '%{x': %{ is not closed
        a %             ^ the log format 'a %': it ends behind a percent sign; write %% for one
        %i              ^ %i needs a name: %{NAME}i
        %99s            ^ the log format '%99s': '99' is not a status
        %{min}T         ^ %{min}T is not known; known are the units s, ms, us and the parts queue, connect, first-byte, response, total, such as %{connect:us}T
        %{%Q}t          ^ the time format '%Q': %Q is not known here; for example %d/%b/%Y:%H:%M:%S %z, or sec, msec, usec, msec_frac, usec_frac
        %{nobody}p      ^ %{nobody}p is not known; known are %p, %{canonical}p, %{local}p and %{remote}p
        %{nothing}X     ^ %{nothing}X is not known; known are %X and %{reason}X, %{tries}X, %{balancer}X, %{member}X, %{route}X, %{matched}X, %{choice}X
        """)
    void what_cannot_be_read_is_named(String format, String sentence) {
        assertThatThrownBy(() -> LogRule.missing(new AccessLogConfig(FILE, format)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }

    @Test
    void what_apache_knows_and_this_does_not_is_told() {
        assertThat(LogRule.missing(new AccessLogConfig(FILE, "%f %h %{x}n %{a}^ti %{tid}P")))
                .containsExactly("%f", "%{x}n", "%{a}^ti", "%{tid}P");
    }

    @Test
    void every_word_has_a_sentence_and_one_row() {
        assertThat(LogDirectives.ROWS).extracting(LogDirective::name).doesNotHaveDuplicates();
        assertThat(LogDirectives.ROWS).allSatisfy(row -> assertThat(row.doc()).endsWith("."));
    }
}
