package tandem.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** gRPC's health service as bytes. */
class GrpcHealthTest {
    private static byte[] bytes(String hex) {
        byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
        }
        return bytes;
    }

    @Test
    void question_names_the_service_or_the_whole_server() {
        assertThat(GrpcHealth.question("")).isEqualTo(bytes("0000000000"));
        assertThat(GrpcHealth.question("a.B")).isEqualTo(bytes("0000000005" + "0a03612e42"));
    }

    @ParameterizedTest
    @CsvSource({
        "200, 0, 00000000020801, true, it says SERVING",
        "200, 0, 00000000020802, false, it says NOT_SERVING",
        "200, 0, 00000000020803, false, it says SERVICE_UNKNOWN",
        "200, 0, 0000000000, false, it says UNKNOWN",
        "200, 0, 00000000020809, false, it says status 9",
        // a field that is not known here is passed over
        "200, 0, 00000000061202ffff0801, true, it says SERVING",
        "200, 0, 01000000020801, false, the answer of Health/Check is malformed",
        "200, 0, 000000000208, false, the answer of Health/Check is malformed",
        "200, 0, 00000000020880, false, the answer of Health/Check is malformed",
        "200, 0, 00000000021208, false, the answer of Health/Check is malformed",
        "200, 0, '', false, the answer of Health/Check is malformed",
        "200, 5, '', false, it does not know the service (NOT_FOUND)",
        "200, 12, '', false, it does not offer grpc.health.v1 (UNIMPLEMENTED)",
        "200, 14, '', false, Health/Check was answered UNAVAILABLE",
        "200, 7, '', false, Health/Check was answered with grpc-status 7",
        "200, '', 00000000020801, false, Health/Check was answered without a grpc-status",
        "404, '', '', false, 'Health/Check was answered 404 by HTTP, which is no gRPC'"
    })
    void answer_is_judged_by_its_outcome_and_its_status(
            int status, String outcome, String hex, boolean serving, String sentence) {
        assertThat(GrpcHealth.judge(status, outcome, bytes(hex))).isEqualTo(new GrpcHealth.Verdict(serving, sentence));
    }
}
