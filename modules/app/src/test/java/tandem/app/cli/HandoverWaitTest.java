package tandem.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.core.status.GroupStatus;
import tandem.core.status.GuaranteeStatus;
import tandem.core.status.HandoverStatus;
import tandem.core.status.PairStatus;
import tandem.core.status.SharingStatus;

class HandoverWaitTest {
    @Test
    void only_what_the_asked_node_holds_is_waited_for() {
        PairStatus status = status(group("main", "lb1"), group("second", "lb2"), group("third", "lb1"));

        assertThat(HandoverWait.held(status, null)).containsExactlyInAnyOrder("main", "third");
        assertThat(HandoverWait.held(status, "third")).containsExactly("third");
        assertThat(HandoverWait.held(status, "second")).isEmpty();
    }

    private static GroupStatus group(String name, String holder) {
        return new GroupStatus(name, "", holder, GuaranteeStatus.NONE.lease(), "", "", List.of(), HandoverStatus.NONE);
    }

    private static PairStatus status(GroupStatus... groups) {
        return new PairStatus(
                "lb1",
                "0.1.0",
                "shop",
                0,
                List.of(),
                List.of(),
                GuaranteeStatus.NONE,
                List.of(groups),
                List.of(),
                new SharingStatus("alone", "", 0),
                List.of(),
                List.of());
    }
}
