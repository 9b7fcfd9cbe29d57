package tandem.failover.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import tandem.core.text.IpAddress;

/** Frames byte by byte, as other implementations put them on the wire. */
class FrameTest {
    private static final MacAddress MAC = MacAddress.of(HexFormat.of().parseHex("024200000a01"));
    private static final InetAddress FOUR = IpAddress.parse("198.51.100.100");
    private static final InetAddress SIX = IpAddress.parse("2001:db8::64");

    @Test
    void an_arp_announcement_asks_for_its_own_address() {
        byte[] frame = ArpFrame.announcementRequest(MAC, FOUR);

        assertThat(frame)
                .asHexString()
                .isEqualToIgnoringCase("ffffffffffff024200000a010806" + "0001080006040001" + "024200000a01c6336464"
                        + "000000000000c6336464");
    }

    @Test
    void an_arp_announcement_as_reply_names_its_holder_twice() {
        byte[] frame = ArpFrame.announcementReply(MAC, FOUR);

        assertThat(frame)
                .asHexString()
                .isEqualToIgnoringCase("ffffffffffff024200000a010806" + "0001080006040002" + "024200000a01c6336464"
                        + "024200000a01c6336464");
    }

    @Test
    void an_arp_probe_claims_no_address() {
        byte[] frame = ArpFrame.probe(MAC, FOUR);

        assertThat(frame)
                .asHexString()
                .isEqualToIgnoringCase("ffffffffffff024200000a010806" + "0001080006040001" + "024200000a0100000000"
                        + "000000000000c6336464");
        assertThat(ArpFrame.claimant(frame, FOUR)).isEmpty();
    }

    @Test
    void who_probes_for_an_address_asks_for_it() {
        assertThat(ArpFrame.asking(ArpFrame.probe(MAC, FOUR), FOUR)).contains(MAC);
        assertThat(ArpFrame.asking(ArpFrame.probe(MAC, FOUR), IpAddress.parse("198.51.100.101")))
                .isEmpty();
        assertThat(ArpFrame.asking(ArpFrame.request(MAC, IpAddress.parse("198.51.100.9"), FOUR), FOUR))
                .isEmpty();
        assertThat(ArpFrame.asking(ArpFrame.announcementRequest(MAC, FOUR), FOUR))
                .isEmpty();
        assertThat(NeighbourFrame.asking(NeighbourFrame.probe(MAC, SIX), SIX)).contains(MAC);
        assertThat(NeighbourFrame.asking(NeighbourFrame.announcement(MAC, SIX), SIX))
                .isEmpty();
        assertThat(NeighbourFrame.group(SIX)).hasToString("33:33:ff:00:00:64");
    }

    @Test
    void who_sends_arp_from_an_address_claims_it() {
        byte[] frame = ArpFrame.announcementReply(MAC, FOUR);

        assertThat(ArpFrame.claimant(frame, FOUR)).contains(MAC);
        assertThat(ArpFrame.claimant(frame, IpAddress.parse("198.51.100.101"))).isEmpty();
        assertThat(ArpFrame.claimant(new byte[20], FOUR)).isEmpty();
    }

    @Test
    void a_neighbour_advertisement_overrides_at_all_nodes() {
        byte[] frame = NeighbourFrame.announcement(MAC, SIX);

        assertThat(frame)
                .asHexString()
                .isEqualToIgnoringCase("333300000001024200000a0186dd" + "6000000000203aff"
                        + "20010db8000000000000000000000064" + "ff020000000000000000000000000001"
                        + "8800" + checksumOf(frame) + "20000000" + "20010db8000000000000000000000064"
                        + "0201024200000a01");
        assertThat(onesComplementSum(frame)).isEqualTo(0xffff);
        assertThat(NeighbourFrame.claimant(frame, SIX)).contains(MAC);
    }

    @Test
    void a_neighbour_probe_goes_to_the_solicited_nodes_from_nobody() {
        byte[] frame = NeighbourFrame.probe(MAC, SIX);

        assertThat(frame)
                .asHexString()
                .isEqualToIgnoringCase("3333ff000064024200000a0186dd" + "6000000000183aff"
                        + "00000000000000000000000000000000" + "ff0200000000000000000001ff000064"
                        + "8700" + checksumOf(frame) + "00000000" + "20010db8000000000000000000000064");
        assertThat(onesComplementSum(frame)).isEqualTo(0xffff);
        assertThat(NeighbourFrame.claimant(frame, SIX)).isEmpty();
    }

    private static String checksumOf(byte[] frame) {
        return HexFormat.of().formatHex(frame, 56, 58);
    }

    /** What a receiver computes over pseudo header and message: all ones if the checksum is right (RFC 1071). */
    private static int onesComplementSum(byte[] frame) {
        int sum = 58 + frame.length - 54;
        for (int at = 22; at < frame.length; at += 2) {
            sum += (frame[at] & 0xff) << 8 | frame[at + 1] & 0xff;
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return sum;
    }
}
