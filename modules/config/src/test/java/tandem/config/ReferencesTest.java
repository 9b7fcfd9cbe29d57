package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReferencesTest {
    private static final Path DIRECTORY = Path.of("../../docs/reference");

    @ParameterizedTest
    @ValueSource(strings = {"configuration.md", "httpd-directives.md", "access-log.md", "tandem.schema.json"})
    void the_committed_reference_is_what_the_code_says(String name) throws IOException {
        Path file = DIRECTORY.resolve(name);
        String generated = References.all().get(name);
        if (Boolean.getBoolean("tandem.regenerate")) {
            Files.createDirectories(DIRECTORY);
            Files.writeString(file, generated);
        }

        assertThat(file)
                .as("regenerate with -Dtandem.regenerate=true and commit")
                .exists()
                .content()
                .isEqualTo(generated);
    }

    @Test
    void every_directive_and_parameter_says_what_becomes_of_it() {
        for (HttpdDirective row : HttpdDirectives.all()) {
            assertThat(row.doc()).as(row.name()).isNotBlank();
        }
        Set<String> names = new HashSet<>();
        BalancerParameters.ROWS.forEach(row ->
                assertThat(names.add("balancer " + row.name())).as(row.name()).isTrue());
        MemberParameters.ROWS.forEach(row ->
                assertThat(names.add("member " + row.name())).as(row.name()).isTrue());
        assertThat(names).hasSizeGreaterThan(40);
    }
}
