package tandem.failover.vip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.failover.vip.FenceMessage.Change;

/** Messages byte by byte, as the kernel takes them. */
class FenceMessageTest {
    @BeforeEach
    void only_where_the_expected_bytes_are_in_the_machines_order() {
        assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "the expected bytes are little-endian");
    }

    @Test
    void a_renewal_is_one_batch_that_deletes_and_then_adds() {
        byte[] batch =
                FenceMessage.transaction(7, "t", List.of(new Change.Delete("alive"), new Change.Add("alive", 200)));

        List<AddressMessage.Part> parts = AddressMessage.parts(batch);
        assertThat(parts)
                .extracting(AddressMessage.Part::type)
                .containsExactly((short) 0x10, (short) 0x0a0e, (short) 0x0a0c, (short) 0x11);
        assertThat(parts).extracting(AddressMessage.Part::sequence).containsExactly(7, 8, 9, 10);
        assertThat(bytes(parts.get(0))).isEqualTo("0000000a");
        assertThat(bytes(parts.get(1)))
                .isEqualTo("05000000" + "0600010074000000" + "0a000200616c697665000000"
                        + "34000380"
                        + "10000180" + "0c000180" + "0600010008000000"
                        + "10000180" + "0c000180" + "0600010008060000"
                        + "10000180" + "0c000180" + "0600010086dd0000");
        assertThat(bytes(parts.get(2)))
                .isEqualTo("05000000" + "0600010074000000" + "0a000200616c697665000000"
                        + "58000380"
                        + "1c000180" + "0c000180" + "0600010008000000" + "0c00040000000000000000c8"
                        + "1c000180" + "0c000180" + "0600010008060000" + "0c00040000000000000000c8"
                        + "1c000180" + "0c000180" + "0600010086dd0000" + "0c00040000000000000000c8");
    }

    @Test
    void the_rules_of_a_chain_are_counted_by_its_use() {
        ByteBuffer body = ByteBuffer.wrap(
                        HexFormat.of().parseHex("05000000" + "0600010074000000" + "08000600" + "00000004"))
                .order(ByteOrder.nativeOrder());

        assertThat(FenceMessage.chainUse(body)).hasValue(4);
        assertThat(FenceMessage.chainUse(body.slice(0, 8).order(ByteOrder.nativeOrder())))
                .isEmpty();
    }

    private static String bytes(AddressMessage.Part part) {
        byte[] bytes = new byte[part.body().remaining()];
        part.body().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
