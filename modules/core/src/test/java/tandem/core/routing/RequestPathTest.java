package tandem.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestPathTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/                    | /              | /",
                "/a/b?c=d             | /a/b           | /a/b?c=d",
                "/a%20b               | /a b           | /a%20b",
                "/a%2Fb               | /a%2Fb         | /a%2Fb",
                "/a%2fb               | /a%2Fb         | /a%2fb",
                "/a/../b              | /b             | /b",
                "/a/./b               | /a/b           | /a/b",
                "/a/%2e%2E/b?x        | /b             | /b?x",
                "/a/b/..              | /a/            | /a/",
                "/a/.                 | /a/            | /a/",
                "/a..b/.c             | /a..b/.c       | /a..b/.c",
                "/caf%C3%A9/../d%20e  | /d e           | /d%20e",
                "/a/../b%252Fc        | /b%2Fc         | /b%252Fc",
                "/a/../b%252e         | /b%2e          | /b%252e",
                "/a/../b%2fc%3b       | /b%2Fc;        | /b%2fc%3b",
                "/a%2F../b            | /a%2F../b      | /a%2F../b",
                "//a///b              | //a///b        | //a///b",
            })
    void path_is_decoded_for_matching_and_kept_for_forwarding(String target, String decoded, String forwarded)
            throws Exception {
        RequestPath path = RequestPath.parse(target);

        assertThat(path.decoded()).isEqualTo(decoded);
        assertThat(path.forwarded()).isEqualTo(forwarded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "", "*", "/..", "/a/../../b", "/%2e%2e/x", "/%", "/%4", "/%zz", "/a%00b", "/a%0d%0aX", "/#f"
            })
    void path_that_cannot_be_meant_honestly_is_refused_with_a_reason(String target) {
        assertThatThrownBy(() -> RequestPath.parse(target))
                .isInstanceOfSatisfying(
                        RequestPath.BadPath.class,
                        bad -> assertThat(bad.reason()).isNotEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/app/x?q      | 4 | /x?q",
                "/%61pp/x      | 4 | /x",
                "/a%2Fb/x%20y  | 6 | /x%20y",
                "/app          | 4 | ''",
            })
    void rest_after_a_match_stays_as_the_client_wrote_it(String target, int matched, String rest) throws Exception {
        assertThat(RequestPath.parse(target).forwardedAfter(matched)).isEqualTo(rest);
    }
}
