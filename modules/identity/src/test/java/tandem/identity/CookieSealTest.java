package tandem.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class CookieSealTest {
    private static CookieSeal seal(String secret) {
        return new CookieSeal(new Secret(secret.repeat(32).getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void every_node_with_the_secret_signs_the_same() {
        assertThat(seal("a").of("app", "node1"))
                .matches("[0-9a-f]{32}")
                .isEqualTo(seal("a").of("app", "node1"));
    }

    @Test
    void another_secret_balancer_or_route_signs_otherwise() {
        assertThat(seal("a").of("app", "node1"))
                .isNotEqualTo(seal("b").of("app", "node1"))
                .isNotEqualTo(seal("a").of("ap", "pnode1"))
                .isNotEqualTo(seal("a").of("other", "node1"))
                .isNotEqualTo(seal("a").of("app", "node2"));
    }
}
