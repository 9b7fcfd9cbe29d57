package tandem.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

final class ClientHelloTest {
    private static byte[] of(String name, String[] versions, String... suites) throws Exception {
        SSLEngine client = SSLContext.getDefault().createSSLEngine();
        client.setUseClientMode(true);
        SSLParameters parameters = client.getSSLParameters();
        parameters.setServerNames(name.isEmpty() ? List.of() : List.of(new SNIHostName(name)));
        parameters.setProtocols(versions);
        if (suites.length > 0) {
            parameters.setCipherSuites(suites);
        }
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        client.setSSLParameters(parameters);
        ByteBuffer bytes = ByteBuffer.allocate(20_000);
        client.wrap(ByteBuffer.allocate(0), bytes);
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static ClientHello read(byte[] bytes) {
        ClientHello hello = ClientHello.read(bytes);
        assertThat(hello).isNotNull();
        return hello;
    }

    /** The same in records of this size. */
    private static byte[] inRecords(byte[] whole, int size) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int at = 5; at < whole.length; at += size) {
            int length = Math.min(size, whole.length - at);
            records.writeBytes(new byte[] {22, 3, 1, (byte) (length >> 8), (byte) length});
            records.write(whole, at, length);
        }
        return records.toByteArray();
    }

    @Test
    void tells_name_protocols_and_version() throws Exception {
        ClientHello hello = read(of("WWW.Shop.example", new String[] {"TLSv1.2", "TLSv1.3"}));

        assertThat(hello.serverName()).isEqualTo("www.shop.example");
        assertThat(hello.protocols()).containsExactly("h2", "http/1.1");
        assertThat(hello.newest()).isTrue();
        assertThat(hello.keyTypes(true, true)).containsExactly("EC", "RSA");
    }

    @Test
    void client_without_a_name_names_none() throws Exception {
        assertThat(read(of("", new String[] {"TLSv1.3"})).serverName()).isEmpty();
    }

    @Test
    void suites_of_older_clients_say_what_keys_they_take() throws Exception {
        String[] older = {"TLSv1.2"};
        ClientHello elliptic = read(of("a", older, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"));
        ClientHello rsa = read(of("a", older, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));

        assertThat(elliptic.newest()).isFalse();
        assertThat(elliptic.keyTypes(true, true)).containsExactly("EC");
        assertThat(rsa.keyTypes(true, true)).containsExactly("RSA");
        assertThat(rsa.keyTypes(false, true)).isEmpty();
    }

    @Test
    void it_is_there_only_as_a_whole() throws Exception {
        byte[] whole = of("shop.example", new String[] {"TLSv1.2", "TLSv1.3"});
        for (int length = 1; length < whole.length; length++) {
            assertThat(ClientHello.length(ByteBuffer.wrap(whole, 0, length)))
                    .as("%d bytes", length)
                    .isZero();
        }

        byte[] more = Arrays.copyOf(whole, whole.length + 10);
        ByteBuffer bytes = ByteBuffer.wrap(more);
        assertThat(ClientHello.length(bytes)).isEqualTo(whole.length);
        assertThat(bytes.position()).isZero();
    }

    @Test
    void records_may_cut_it_anywhere() throws Exception {
        byte[] whole = of("shop.example", new String[] {"TLSv1.2", "TLSv1.3"});
        for (int size : new int[] {4, 5, 17, 100, whole.length}) {
            byte[] records = inRecords(whole, size);

            assertThat(ClientHello.length(ByteBuffer.wrap(records))).isEqualTo(records.length);
            assertThat(ClientHello.length(ByteBuffer.wrap(records, 0, records.length - 1)))
                    .isZero();
            assertThat(read(records).serverName()).isEqualTo("shop.example");
        }
    }

    /** Else whoever sends it would keep a thread busy for as long as a handshake may take. */
    @Test
    void it_is_not_waited_for_beyond_what_a_buffer_holds() {
        byte[] records = new byte[16_500];
        for (int at = 0; at + 9 <= records.length; at += 9) {
            System.arraycopy(new byte[] {22, 3, 1, 0, 4, 1, 0, 62, 0}, 0, records, at, 9);
        }

        assertThat(ClientHello.length(ByteBuffer.wrap(records, 0, 16_400))).isZero();
        assertThat(ClientHello.length(ByteBuffer.wrap(records))).isEqualTo(16_500);
    }

    @Test
    void what_never_becomes_one_is_not_waited_for() {
        for (byte[] other : List.of(new byte[] {23, 3, 3, 0, 9}, new byte[] {22, 3, 1, 0x7f, 0, 1, 0, 0}, new byte[] {
            22, 3, 1, 0, 4, 2, 0, 0, 0
        })) {
            assertThat(ClientHello.length(ByteBuffer.wrap(other))).isEqualTo(other.length);
            assertThat(ClientHello.read(other)).isNull();
        }
    }

    @Test
    void damaged_ones_are_read_or_not_but_break_nothing() throws Exception {
        byte[] whole = of("shop.example", new String[] {"TLSv1.2", "TLSv1.3"});
        SplittableRandom random = new SplittableRandom(Long.getLong("seed", 42));
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = Arrays.copyOf(whole, random.nextInt(1, whole.length + 1));
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }

            int length = ClientHello.length(ByteBuffer.wrap(damaged));
            assertThat(length).isBetween(0, damaged.length);
            ClientHello read = ClientHello.read(Arrays.copyOf(damaged, length));
            if (read != null) {
                read.keyTypes(true, true);
            }
        }
    }
}
