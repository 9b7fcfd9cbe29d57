package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HttpdErrorsTest {
    private static final String GOOD = "Listen 80\nProxyPass / balancer://c/\n";

    @TempDir
    Path directory;

    private ConfigCase cases;

    @BeforeEach
    void prepare() {
        cases = new ConfigCase(directory);
    }

    @Test
    void access_rules_for_a_part_of_a_target_are_refused_rather_than_left_out() {
        assertThat(ConfigCase.findings(cases.httpd("""
                Listen 80
                ProxyPass /x/ http://127.0.0.1:8081/
                <ProxyMatch "^http://[^/]+/private">
                  Require all denied
                </ProxyMatch>
                """)))
                .contains(
                        "httpd.conf:2:1: ProxyMatch: the access rules of ^http://[^/]+/private are for a part of http://127.0.0.1:8081/,"
                                + " which is not carried out; write them in <Location> for the path that clients ask for");
    }

    /** Each row: a line added as the third of a good file, and the sentence that names what is wrong with it. */
    @ParameterizedTest
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
        ProxyPas / x                                       ^ 3:1: ProxyPas: unknown directive; did you mean ProxyPass?
        ProxyPreserveHost maybe                            ^ 3:1: ProxyPreserveHost: ProxyPreserveHost must be On|Off, not 'maybe'
        ProxyPreserveHost                                  ^ 3:1: ProxyPreserveHost: takes 1 words, not 0. Whether the client's Host is passed on; default Off.
        ProxyTimeout 5x                                    ^ 3:1: ProxyTimeout: '5x' is not a whole number; Proxy Timeout must be at least one second
        ProxyVia perhaps                                   ^ 3:1: ProxyVia: must be one of: off | on | full | block, not 'perhaps'
        BalancerMember balancer://c ajp://h                ^ 3:29: BalancerMember: ajp:// members are not carried out yet; use http:// or https://, by HTTP/2 h2c:// or h2:// (TLS), or ftp://
        BalancerMember balancer://c                        ^ 3:1: BalancerMember: BalancerMember must define remote proxy server
        BalancerMember balancer://c http://h loadfactor=0  ^ 3:38: loadfactor: LoadFactor must be a number between 1..100, not 0
        BalancerMember balancer://c http://h loadfactor=2x ^ 3:38: loadfactor: LoadFactor must be a number between 1..100, not '2x'
        BalancerMember balancer://c http://h lbset=100     ^ 3:38: lbset: lbset must be between 0 and 99, not 100
        BalancerMember balancer://c http://h status=+Q     ^ 3:38: status: Unknown status parameter option 'Q'; letters are D disabled, S stopped, H standby, R spare, N draining, I ignore errors
        BalancerMember balancer://c http://h retry=-1      ^ 3:38: retry: Retry must be a positive value, not -1
        BalancerMember balancer://c http://h connectiontimeout=0 ^ 3:38: connectiontimeout: Connectiontimeout must be at least one millisecond
        BalancerMember balancer://c http://h route="n1"    ^ 3:38: route: "n1": the quotes would be part of the value; quote the whole word or nothing
        BalancerMember balancer://c http://h hcmethod=CPING ^ 3:38: hcmethod: Health check method CPING not (yet) implemented: it is for AJP members; use TCP, OPTIONS, HEAD or GET
        BalancerMember balancer://c http://h hcmethod=PUT  ^ 3:38: hcmethod: Unknown method 'PUT'; there are NONE, TCP, OPTIONS, HEAD, GET, OPTIONS11, HEAD11, GET11
        BalancerMember balancer://c http://h hcinterval=50ms ^ 3:38: hcinterval: Interval must be a positive value greater than 100ms, not 50ms
        BalancerMember balancer://c http://h hcmethod=GET hcexpr=nope ^ 3:1: hcexpr: Unknown health check condition expr: nope; define it by ProxyHCExpr nope {%{REQUEST_STATUS} =~ /^[23]/}
        BalancerMember balancer://c http://h hctemplate=nope ^ 3:1: hctemplate: Unknown ProxyHCTemplate name: nope; define it by ProxyHCTemplate nope hcmethod=GET hcuri=/health
        ProxyHCExpr e {%{REQUEST_STATUS} ~ /2/}            ^ 3:1: ProxyHCExpr: the condition '%{REQUEST_STATUS} ~ /2/' cannot be understood at character 19: expected a comparison such as ==, -eq or =~, found '~ /2/'; an example is status == 200 && body =~ /UP/
        BalancerMember balancer://c http://h rout=n1       ^ 3:38: rout: unknown Worker parameter; did you mean route?
        ProxyPass /a balancer://c/a lbmethod=random        ^ 3:29: lbmethod: unknown lbmethod 'random'; there are byrequests, bytraffic, bybusyness and heartbeat
        ProxyPass /a balancer://c/a stickysessionsep=ab    ^ 3:29: stickysessionsep: stickysessionsep must be a single character or Off, not 'ab'
        ProxyPass /a balancer://c/a failonstatus=503,99    ^ 3:29: failonstatus: failonstatus must be one or more HTTP response codes: 99 is not a status of HTTP (100..599)
        ProxyPass /a balancer://c/a failonstatus=abc       ^ 3:29: failonstatus: failonstatus must be one or more HTTP response codes: 'abc' is not a status of HTTP (100..599)
        ProxyPass /a balancer://c/a growth=0               ^ 3:29: growth: growth must be between 1 and 100, not 0
        ProxyPass /a/ balancer://c                         ^ 3:15: ProxyPass: has lost its final slash: /a/x would ask for the balancer cx; write balancer://c/
        ProxyPass /a balancer://c/a junk                   ^ 3:29: ProxyPass: Invalid ProxyPass parameter. Parameter must be in the form 'key=value'.
        ProxyPass /a ajp://h/a                             ^ 3:14: ProxyPass: ajp:// members are not carried out yet; use http:// or https://, by HTTP/2 h2c:// or h2:// (TLS), or ftp://
        ProxyFtpDirCharset UTF-7                           ^ 3:1: ProxyFtpDirCharset: 'UTF-7': names are shown in UTF-8, US-ASCII, ISO-8859-1 to -16, windows-1250 to -1258, KOI8-R, KOI8-U, Shift_JIS, EUC-JP, EUC-KR, Big5, GBK or GB18030
        ProxyPass /a                                       ^ 3:1: ProxyPass: ProxyPass needs a path when not defined in a location, and a URL: ProxyPass / balancer://NAME/
        ProxySet balancer://x nofailover=On                ^ 3:1: ProxySet: ProxySet can not find 'balancer://x' Balancer.
        Listen 192.0.2.1:80x                               ^ 3:1: Listen: '192.0.2.1:80x' is not ADDRESS:PORT, such as *:80 or 192.0.2.1:80
        Include missing.conf                               ^ 3:9: Include: no file matches missing.conf
        <Proxy *>                                          ^ 3:1: <Proxy>: is not closed; write </Proxy>
        </Proxy>                                           ^ 3:1: </Proxy>: closes nothing that is open
        <VirtualHost name:80>\\n</VirtualHost>             ^ 3:1: <VirtualHost>: 'name:80' names a host by name; write its IP address or *
        RewriteRule /x http://%{HTTP_HOST}/ [P]           ^ 3:1: RewriteRule: 'http://%{HTTP_HOST}': a server that the request names is not carried out; it would be open to any server
        RewriteRule /x /y [CO=a:b]                        ^ 3:1: RewriteRule: RewriteRule: flag 'CO=a:b' is not carried out; known are P, R, L, END, NC, QSA, QSD, F, G, E, PT, NE, C, S and N
        RewriteCond %{REQUEST_FILENAME} !-f                ^ 3:1: RewriteCond: RewriteCond: -f asks about files, and none are served
        RewriteCond %{NONSENSE} x                          ^ 3:1: RewriteCond: %{NONSENSE} is not a variable known here
        Header set X                                       ^ 3:1: Header: has no value; write it in quotes
        Header note X y                                    ^ 3:1: Header: 'note' is not carried out; known are set, append, merge, add, unset, edit, edit*, setifempty, echo
        Header set X "%{a}x"                               ^ 3:1: Header: '%{a}x': %x is not carried out; known are %{NAME}e, %{NAME}s, %t, %D and %%
        RequestHeader set Content-Length 5                 ^ 3:1: RequestHeader: Content-Length says how messages end or concerns one connection; it is made anew and cannot be changed
        ErrorDocument 200 x                                ^ 3:1: ErrorDocument: ErrorDocument is for a status in 400..599, not 200
        ProxyErrorOverride 404                             ^ 3:1: ProxyErrorOverride: ProxyErrorOverride first parameter must be one of: off | on
        ProxyPassMatch /(a balancer://c/$1                ^ 3:1: ProxyPassMatch: '/(a' is not a regular expression: Unclosed group
        ProxyPassMatch /(a) http://$1/                    ^ 3:21: ProxyPass: 'http://$1': a server or balancer that the request names is not carried out
        ProxyPass /a balancer://c/a mapping=none           ^ 3:29: mapping: unknown mapping; write encoded or servlet
        <If "true">\\n</If>                                ^ 3:1: <If>: is not carried out yet: conditions by request; write expr= behind Header and RequestHeader, or RewriteCond
        <Prox *>\\n</Prox>                                 ^ 3:1: <Prox>: unknown section; did you mean <Proxy>?
        <Location /x>\\nRequire user me\\n</Location>      ^ 4:1: Require: 'user' is not carried out; known are all granted, all denied, ip, local, method, env
        <Location /x>\\nRequire not ip 192.0.2.1\\n</Location> ^ 4:1: Require: negative Require directive has no effect in <RequireAny> directive
        <Location /x>\\nAllow from example.com\\n</Location> ^ 4:12: Allow: 'example.com' is not carried out: only all, IP addresses, networks and env= are
        <Location /x>\\nProxyVia On\\n</Location>          ^ 4:1: ProxyVia: is not allowed here; it stands outside of sections
        BalancerMember balancer://c \\\\\\n  http://h lbset=x ^ 4:12: lbset: 'x' is not a whole number; lbset must be between 0 and 99
        """)
    void each_mistake_is_named_where_it_stands(String line, String sentence) {
        String lines = line.replace("\\\\", "\\").replace("\\n", "\n");

        Loaded loaded = cases.httpd(GOOD + lines + "\n");

        assertThat(ConfigCase.findings(loaded))
                .anySatisfy(finding -> assertThat(finding).startsWith("httpd.conf:" + sentence));
    }

    @Test
    void an_error_in_an_included_file_names_that_file() {
        cases.file("conf.d/a.conf", "ProxyVia On\n");
        cases.file("conf.d/b.conf", "ProxyVia Sideways\n");

        assertThat(ConfigCase.findings(cases.httpd(GOOD + "Include conf.d/*.conf\n")))
                .anySatisfy(finding -> assertThat(finding).startsWith("b.conf:1:1: ProxyVia: must be one of"));
    }

    @Test
    void a_file_that_includes_itself_is_named() {
        cases.file("loop.conf", "Include loop.conf\n");

        assertThat(ConfigCase.findings(cases.httpd(GOOD + "Include loop.conf\n")))
                .anySatisfy(finding -> assertThat(finding).contains("includes itself"));
    }
}
