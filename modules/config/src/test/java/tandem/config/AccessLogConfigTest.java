package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.AccessLogConfig;
import tandem.core.config.TandemConfig;

class AccessLogConfigTest {
    private static final String GOOD = "Listen 80\nProxyPass / http://192.0.2.1/\n";
    private static final String YAML = """
            listeners: {web: {listen: "*:80"}}
            balancers: {app: {members: [{name: a, url: "http://192.0.2.1"}]}}
            routes: [{path: /, balancer: app}]
            """;

    @TempDir
    Path directory;

    private ConfigCase cases;

    @BeforeEach
    void prepare() throws IOException {
        cases = new ConfigCase(directory);
        Files.createDirectory(directory.resolve("logs"));
    }

    private AccessLogConfig log(String name, String format) {
        return new AccessLogConfig(directory.resolve("logs/" + name), format);
    }

    @Test
    void custom_logs_are_carried_over_with_formats_defined_anywhere() {
        TandemConfig config = ConfigCase.ok(cases.httpd(GOOD + """
                CustomLog logs/a.log mine
                CustomLog logs/b.log "%h \\"%r\\"" env=!quiet
                CustomLog logs/c.log clf "expr=%{REQUEST_STATUS} -ge 400"
                TransferLog logs/d.log
                LogFormat "%a %D" mine
                LogFormat "%a"
                """));

        assertThat(config.accessLog())
                .containsExactly(
                        log("a.log", "%a %D"),
                        new AccessLogConfig(directory.resolve("logs/b.log"), "%h \"%r\"", Map.of(), "!quiet", ""),
                        new AccessLogConfig(
                                directory.resolve("logs/c.log"), "common", Map.of(), "", "%{REQUEST_STATUS} -ge 400"),
                        log("d.log", "%a"));
    }

    @Test
    void virtual_host_has_its_own_logs_or_else_the_servers_and_global_ones_in_any_case() {
        TandemConfig config = ConfigCase.ok(cases.httpd(GOOD + """
                LogFormat "main" mine
                LogFormat "%m" mine
                CustomLog logs/main.log mine
                GlobalLog logs/all.log mine
                <VirtualHost *:80>
                  ServerName a
                  LogFormat "%U" mine
                  CustomLog logs/a.log mine
                </VirtualHost>
                <VirtualHost *:80>
                  ServerName b
                </VirtualHost>
                """));

        assertThat(config.accessLog()).containsExactly(log("main.log", "%m"), log("all.log", "%m"));
        assertThat(config.sites().get(0).accessLog()).containsExactly(log("a.log", "%U"), log("all.log", "%m"));
        assertThat(config.sites().get(1).accessLog()).isEmpty();
    }

    @Test
    void pipes_and_syslog_and_names_that_nobody_defined_are_named() {
        Loaded loaded = cases.httpd(GOOD + """
                CustomLog "|/usr/bin/rotatelogs logs/a 86400" clf
                CustomLog syslog:local1 clf
                CustomLog logs/a.log combined
                CustomLog logs/b.log hello
                CustomLog logs/c.log "%h %f %{x}n"
                """);

        assertThat(ConfigCase.warnings(loaded))
                .containsExactly(
                        "httpd.conf:3:11: warning: CustomLog: has no effect here: pipes are not written to; name a file, and have"
                                + " logrotate move it: it is opened anew by itself",
                        "httpd.conf:4:11: warning: CustomLog: has no effect here: syslog is not written to; name a file, or"
                                + " /dev/stdout, which systemd keeps in its journal",
                        "httpd.conf:5:22: warning: CustomLog: no LogFormat is named combined; the usual one is taken (httpd writes"
                                + " the word itself into every line)",
                        "httpd.conf:6:22: warning: CustomLog: no LogFormat is named hello; every line will be that word, as in"
                                + " httpd",
                        "httpd.conf:7:11: warning: access-log[2].format: a hyphen stands for what is not known here: %f %{x}n");
    }

    @Test
    void what_cannot_be_written_or_read_is_an_error_where_it_stands() {
        assertThat(ConfigCase.findings(cases.httpd(GOOD + """
                CustomLog nowhere/a.log clf
                CustomLog logs clf
                CustomLog logs/b.log "%h %y"
                """)))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("httpd.conf:3:11: access-log[0].file: the directory of ")
                        .endsWith(
                                "nowhere/a.log is not there; create it for the user that Tandem runs as, or name another"
                                        + " file"))
                .anySatisfy(line -> assertThat(line).contains(":4:11:", "logs is a directory, not a file"))
                .anySatisfy(line -> assertThat(line).contains(":5:11:", "%y is not known"));
        assertThat(ConfigCase.findings(cases.httpd(GOOD + "CustomLog logs/c.log clf if=x\n")))
                .containsExactly(
                        "httpd.conf:3:1: CustomLog: 'if=x' is not a condition; write env=NAME, env=!NAME or expr=...");
    }

    @Test
    void import_for_another_machine_only_warns_of_directories_that_are_not_here() {
        Path file = cases.file("httpd.conf", GOOD + "CustomLog /nowhere/a.log clf\n");

        Loaded loaded = ConfigFiles.loadForElsewhere(file, Optional.empty());

        assertThat(ConfigCase.warnings(loaded))
                .containsExactly(
                        "httpd.conf:3:11: warning: access-log[0].file: on this machine the directory of /nowhere/a.log is"
                                + " not there; create it for the user that Tandem runs as, or name another file");
        assertThat(ImportReport.of((Loaded.Ok) loaded).yaml())
                .contains("access-log:\n  - file: /nowhere/a.log\n    format: common\n");
    }

    @Test
    void yaml_names_one_log_or_several() {
        TandemConfig one = ConfigCase.ok(cases.yaml(YAML + "access-log: {file: logs/a.log}\n"));
        TandemConfig several = ConfigCase.ok(cases.yaml(YAML + """
                access-log:
                  - {file: logs/a.log, format: json, fields: {status: "%>s"}}
                  - {file: logs/b.log, format: "%h", variable: "!quiet", test: "%{REQUEST_STATUS} -ge 400"}
                """));

        assertThat(one.accessLog()).containsExactly(log("a.log", "combined"));
        assertThat(several.accessLog())
                .containsExactly(
                        new AccessLogConfig(directory.resolve("logs/a.log"), "json", Map.of("status", "%>s"), "", ""),
                        new AccessLogConfig(
                                directory.resolve("logs/b.log"),
                                "%h",
                                Map.of(),
                                "!quiet",
                                "%{REQUEST_STATUS} -ge 400"));
    }

    @Test
    void yaml_that_says_nothing_of_a_request_is_named() {
        assertThat(ConfigCase.warnings(cases.yaml(YAML + "access-log: {file: logs/a.log, format: combind}\n")))
                .anySatisfy(line -> assertThat(line).contains("'combind' says nothing of a request"));
        assertThat(ConfigCase.findings(
                        cases.yaml(YAML + "access-log: {file: logs/a.log, fields: {status: \"%>s\"}}\n")))
                .anySatisfy(line -> assertThat(line).contains("fields have no place in a text"));
    }

    @Test
    void nothing_is_logged_unless_somebody_says_so() {
        assertThat(ConfigCase.ok(cases.yaml(YAML)).accessLog()).isEmpty();
        assertThat(ConfigCase.ok(cases.httpd(GOOD)).accessLog()).isEmpty();
    }
}
