package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.apply.Proposal;
import tandem.core.apply.Proposal.Target;
import tandem.core.config.TandemConfig;

/** A text that stands for one of a node's files. */
final class ProposalTest {
    @TempDir
    private Path directory;

    private Path yaml;
    private Path httpd;

    @BeforeEach
    void write() throws IOException {
        yaml = Files.writeString(directory.resolve("tandem.yaml"), "drain: 5s\nhttpd: shop.conf\n");
        httpd = Files.writeString(directory.resolve("shop.conf"), httpd("old"));
    }

    @Test
    void text_for_the_httpd_conf_is_read_in_its_place_and_the_rest_from_the_files() {
        TandemConfig config =
                ok(ConfigFiles.loadWith(yaml, Optional.empty(), new Proposal(Target.HTTPD, httpd("new"))));

        assertThat(config.balancers()).containsOnlyKeys("new");
        assertThat(config.drain()).hasSeconds(5);
        assertThat(ok(ConfigFiles.load(yaml, Optional.empty())).balancers()).containsOnlyKeys("old");
    }

    @Test
    void text_for_the_yaml_may_name_the_same_httpd_conf() {
        TandemConfig config = ok(ConfigFiles.loadWith(
                yaml, Optional.empty(), new Proposal(Target.MAIN, "drain: 9s\nhttpd: shop.conf\n")));

        assertThat(config.balancers()).containsOnlyKeys("old");
        assertThat(config.drain()).hasSeconds(9);
    }

    @Test
    void node_that_runs_by_an_httpd_conf_alone_takes_another() {
        assertThat(ok(ConfigFiles.loadWith(httpd, Optional.empty(), new Proposal(Target.HTTPD, httpd("new"))))
                        .balancers())
                .containsOnlyKeys("new");
    }

    @Test
    void errors_name_the_file_that_the_text_stands_for_with_line_and_column() {
        Loaded loaded =
                ConfigFiles.loadWith(yaml, Optional.empty(), new Proposal(Target.MAIN, "drain: 5s\ndrein: 1s\n"));

        assertThat(loaded).isInstanceOf(Loaded.Broken.class);
        assertThat(Findings.text(((Loaded.Broken) loaded).findings())).contains(yaml + ":2:1: drein");
    }

    @Test
    void place_is_the_file_that_the_text_stands_for_if_there_is_one() throws IOException {
        assertThat(ConfigFiles.place(yaml, Target.MAIN)).contains(yaml);
        assertThat(ConfigFiles.place(yaml, Target.HTTPD)).contains(httpd);
        assertThat(ConfigFiles.place(httpd, Target.HTTPD)).contains(httpd);
        assertThat(ConfigFiles.place(httpd, Target.MAIN)).isEmpty();
        Files.writeString(yaml, "drain: 5s\n");
        assertThat(ConfigFiles.place(yaml, Target.HTTPD)).isEmpty();
    }

    @Test
    void node_without_such_a_file_cannot_take_the_text() throws IOException {
        Files.writeString(yaml, "drain: 5s\n");

        assertThat(ConfigFiles.loadWith(yaml, Optional.empty(), new Proposal(Target.HTTPD, httpd("new"))))
                .isInstanceOfSatisfying(
                        Loaded.Broken.class,
                        broken -> assertThat(Findings.text(broken.findings())).contains("names no httpd.conf"));
        assertThat(ConfigFiles.loadWith(httpd, Optional.empty(), new Proposal(Target.MAIN, "drain: 5s\n")))
                .isInstanceOfSatisfying(
                        Loaded.Broken.class,
                        broken -> assertThat(Findings.text(broken.findings())).contains("runs by an httpd.conf alone"));
    }

    private static TandemConfig ok(Loaded loaded) {
        return switch (loaded) {
            case Loaded.Ok(TandemConfig config, var _) -> config;
            case Loaded.Broken(var findings) -> throw new AssertionError(Findings.text(findings));
        };
    }

    private static String httpd(String balancer) {
        return """
                Listen 127.0.0.1:8080
                <Proxy balancer://NAME>
                  BalancerMember http://127.0.0.1:8001
                </Proxy>
                ProxyPass / balancer://NAME/
                """.replace("NAME", balancer);
    }
}
