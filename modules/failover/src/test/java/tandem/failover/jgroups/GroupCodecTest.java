package tandem.failover.jgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.failover.election.Message;
import tandem.failover.jgroups.GroupCodec.Addressed;

class GroupCodecTest {
    private static final Message MESSAGE = new Message.ConfirmAsk(77);

    @ParameterizedTest
    @ValueSource(strings = {"main", "db", "büro"})
    void what_is_written_is_read_again(String group) {
        Addressed addressed = new Addressed(group, MESSAGE);

        assertThat(GroupCodec.decode(GroupCodec.encode(addressed))).isEqualTo(addressed);
    }

    @Test
    void main_group_is_written_as_before_there_were_others() {
        assertThat(GroupCodec.encode(new Addressed("main", MESSAGE))).isEqualTo(MessageCodec.encode(MESSAGE));
    }

    @Test
    void node_that_knows_no_groups_refuses_what_is_about_another() {
        byte[] bytes = GroupCodec.encode(new Addressed("db", MESSAGE));

        assertThat(HexFormat.of().formatHex(bytes)).startsWith("02" + "02" + "6462" + "01");
        assertThatThrownBy(() -> MessageCodec.decode(bytes)).hasMessageContaining("version 2");
    }

    @Test
    void what_is_cut_short_is_refused() {
        byte[] bytes = GroupCodec.encode(new Addressed("db", MESSAGE));

        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> GroupCodec.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void bytes_of_sharing_are_told_from_messages_of_the_election_and_refused_by_nodes_without_a_bridge() {
        byte[] shared = GroupCodec.encodeShared(new byte[] {7, 8});

        assertThat(GroupCodec.decodeShared(shared).orElseThrow()).containsExactly(7, 8);
        assertThat(GroupCodec.decodeShared(new byte[0])).isEmpty();
        assertThatThrownBy(() -> GroupCodec.decode(shared)).isInstanceOf(IllegalArgumentException.class);
    }
}
