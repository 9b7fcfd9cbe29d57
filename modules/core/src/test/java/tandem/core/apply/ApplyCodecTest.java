package tandem.core.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tandem.core.apply.ApplyAsk.Step;
import tandem.core.apply.ApplyAsk.Terms;
import tandem.core.share.ShareCodec.MalformedShare;

class ApplyCodecTest {
    private static final Proposal PROPOSAL = new Proposal(Proposal.Target.HTTPD, "Listen 80 # ü\n");
    private static final ApplyAsk ASK = new ApplyAsk(
            "i", "lb1", "lb2", Step.COMMIT, new Terms(3, "anna", "why", Duration.ofSeconds(30), true, PROPOSAL));
    private static final ApplyAnswer ANSWER = new ApplyAnswer("i", "lb2", Step.CHECK, true, "it can", "3f1c09ab");
    private static final Applied APPLIED = new Applied(3, "anna", "why", "lb1", 7, "ab", PROPOSAL, true);

    @Test
    void everything_reads_back_as_it_was() throws Exception {
        assertThat(ApplyCodec.ask(ApplyCodec.encode(ASK))).contains(ASK);
        assertThat(ApplyCodec.answer(ApplyCodec.encode(ANSWER))).contains(ANSWER);
        assertThat(ApplyCodec.applied(ApplyCodec.encode(APPLIED))).isEqualTo(APPLIED);
    }

    /** What a node of this version sends to one of another, and finds on its disk after an upgrade. */
    @Test
    void bytes_of_this_version_stay_as_they_are() {
        assertThat(hex(ApplyCodec.encode(ASK)))
                .isEqualTo("14000169" + "00036c6231" + "00036c6232" + "0006434f4d4d4954" + "0000000000000003"
                        + "0004616e6e61" + "0003776879" + "0000000000007530" + "01" + "00054854545044"
                        + "0000000f4c697374656e203830202320c3bc0a");
        assertThat(hex(ApplyCodec.encode(ANSWER)))
                .isEqualTo("15000169" + "00036c6232" + "0005434845434b" + "01" + "000000066974206361" + "6e"
                        + "00083366316330396162");
        assertThat(hex(ApplyCodec.encode(APPLIED)))
                .isEqualTo("160000000000000003" + "0004616e6e61" + "0003776879" + "00036c6231" + "0000000000000007"
                        + "00026162" + "00054854545044" + "0000000f4c697374656e203830202320c3bc0a" + "01");
    }

    @Test
    void what_a_newer_version_appends_is_left_unread_and_its_steps_are_no_question() {
        byte[] bytes = ApplyCodec.encode(ASK);

        assertThat(ApplyCodec.ask(Arrays.copyOf(bytes, bytes.length + 9))).contains(ASK);
        byte[] other = bytes.clone();
        other[16] = 'X';
        assertThat(ApplyCodec.ask(other)).isEmpty();
    }

    @Test
    void anything_else_is_refused_and_nothing_worse() {
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = ApplyCodec.encode(ASK);
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            assertThat(ApplyCodec.ask(cut)).isEmpty();
            random.nextBytes(bytes);
            bytes[0] = ApplyCodec.ASK;
            assertThat(ApplyCodec.ask(bytes)).isEmpty();
        }
        assertThatThrownBy(() -> ApplyCodec.applied(new byte[] {1})).isInstanceOf(MalformedShare.class);
        assertThat(ApplyCodec.answer(ApplyCodec.encode(ASK))).isEmpty();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
