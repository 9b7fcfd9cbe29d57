package tandem.failover.vip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.core.text.IpAddress;

class AddressMessageTest {
    @BeforeEach
    void only_where_the_expected_bytes_are_in_the_machines_order() {
        assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "the expected bytes are little-endian");
    }

    @Test
    void adding_creates_or_replaces_a_deprecated_host_address_with_a_lifetime() {
        byte[] message = AddressMessage.add(7, IpAddress.parse("198.51.100.100"), 3, 1);

        assertThat(message)
                .asHexString()
                .isEqualToIgnoringCase("44000000" + "1400" + "0505" + "07000000" + "00000000"
                        + "02200000" + "03000000"
                        + "08000200c6336464" + "08000100c6336464" + "0800080000020000"
                        + "14000600" + "00000000" + "01000000" + "00000000" + "00000000");
    }

    @Test
    void an_ipv6_address_is_usable_without_duplicate_detection() {
        byte[] message = AddressMessage.add(1, IpAddress.parse("2001:db8::64"), 2, 1);

        assertThat(message)
                .asHexString()
                .isEqualToIgnoringCase("5c000000" + "1400" + "0505" + "01000000" + "00000000"
                        + "0a800000" + "02000000"
                        + "1400020020010db8000000000000000000000064"
                        + "1400010020010db8000000000000000000000064"
                        + "0800080002020000" + "14000600" + "00000000" + "01000000" + "00000000" + "00000000");
    }

    @Test
    void deleting_names_the_prefix_length() {
        byte[] message = AddressMessage.delete(9, IpAddress.parse("198.51.100.100"), 24, 3);

        assertThat(message)
                .asHexString()
                .isEqualToIgnoringCase("28000000" + "1500" + "0500" + "09000000" + "00000000" + "02180000" + "03000000"
                        + "08000200c6336464" + "08000100c6336464");
    }

    @Test
    void what_is_written_is_read_back() throws UnknownHostException {
        byte[] message = AddressMessage.add(7, IpAddress.parse("198.51.100.100"), 3, 1);

        List<AddressMessage.Part> parts = AddressMessage.parts(message);

        assertThat(parts).hasSize(1);
        assertThat(parts.getFirst().sequence()).isEqualTo(7);
        assertThat(AddressMessage.address(parts.getFirst().body()))
                .isEqualTo(new HeldAddress(IpAddress.parse("198.51.100.100"), 32, 3, 0x200, 1));
    }

    @Test
    void a_length_beyond_the_datagram_ends_the_reading() {
        byte[] message = AddressMessage.list(1, Linux.AF_INET);
        ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).putInt(0, 4096);

        assertThat(AddressMessage.parts(message)).isEmpty();
        assertThat(AddressMessage.parts(HexFormat.of().parseHex("00"))).isEmpty();
    }
}
