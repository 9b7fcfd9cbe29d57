package tandem.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.core.tls.TrustEverybody;

class ClusterIdentityTest {
    private static final Secret OLD = new Secret("the old secret, thirty-two bytes or more".getBytes());
    private static final Secret NEW = new Secret("the new secret, thirty-two bytes or more".getBytes());

    @Test
    void nodes_with_the_same_secret_speak_tls_1_3_and_know_each_other_by_name() throws Exception {
        Handshake seen = handshake(identity("shop", "lb1", OLD), identity("shop", "lb2", OLD));

        assertThat(seen.protocol()).isEqualTo("TLSv1.3");
        assertThat(seen.peerOfServer()).isEqualTo("CN=lb2");
        assertThat(seen.peerOfClient()).isEqualTo("CN=lb1");
    }

    @Test
    void nodes_with_different_secrets_refuse_each_other_in_both_directions() {
        ClusterIdentity ours = identity("shop", "lb1", OLD);
        ClusterIdentity theirs = identity("shop", "lb2", NEW);

        assertThatThrownBy(() -> handshake(ours, theirs)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> handshake(theirs, ours)).isInstanceOf(IOException.class);
    }

    @Test
    void nodes_of_another_cluster_are_refused_in_both_directions_though_the_secret_is_the_same() {
        ClusterIdentity ours = identity("shop", "lb1", OLD);
        ClusterIdentity theirs = identity("bank", "lb2", OLD);

        assertThatThrownBy(() -> handshake(ours, theirs)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> handshake(theirs, ours)).isInstanceOf(IOException.class);
    }

    @Test
    void the_server_itself_refuses_a_client_that_accepts_everybody_but_shows_a_foreign_certificate() {
        ClusterIdentity ours = identity("shop", "lb1", OLD);
        ClusterIdentity theirs = identity("shop", "lb2", NEW);

        assertThatThrownBy(() -> handshake(ours.sslContext(), trusting(theirs))).isInstanceOf(IOException.class);
    }

    @Test
    void the_server_itself_refuses_a_client_without_a_certificate() {
        ClusterIdentity ours = identity("shop", "lb1", OLD);

        assertThatThrownBy(() -> handshake(ours.sslContext(), trusting(null))).isInstanceOf(IOException.class);
    }

    @Test
    void while_the_secret_changes_a_node_with_both_talks_to_nodes_with_either_in_both_directions() throws Exception {
        ClusterIdentity both = identity("shop", "lb1", NEW, OLD);
        ClusterIdentity old = identity("shop", "lb2", OLD);
        ClusterIdentity done = identity("shop", "lb2", NEW);

        assertThat(handshake(both, old).protocol()).isEqualTo("TLSv1.3");
        assertThat(handshake(old, both).protocol()).isEqualTo("TLSv1.3");
        assertThat(handshake(both, done).protocol()).isEqualTo("TLSv1.3");
        assertThat(handshake(done, both).protocol()).isEqualTo("TLSv1.3");
        assertThat(handshake(both, both).protocol()).isEqualTo("TLSv1.3");
    }

    @Test
    void tls_follows_the_identity_that_a_node_becomes() throws Exception {
        NodeIdentity node = new NodeIdentity(identity("shop", "lb1", OLD));
        ClusterIdentity old = identity("shop", "lb2", OLD);
        ClusterIdentity done = identity("shop", "lb2", NEW);

        assertThat(handshake(node.sslContext(), old.sslContext()).protocol()).isEqualTo("TLSv1.3");
        node.become(identity("shop", "lb1", NEW, OLD));
        assertThat(handshake(node.sslContext(), old.sslContext()).protocol()).isEqualTo("TLSv1.3");
        assertThat(handshake(done.sslContext(), node.sslContext()).protocol()).isEqualTo("TLSv1.3");
        node.become(identity("shop", "lb1", NEW));
        assertThat(handshake(node.sslContext(), done.sslContext()).protocol()).isEqualTo("TLSv1.3");
        assertThatThrownBy(() -> handshake(node.sslContext(), old.sslContext())).isInstanceOf(IOException.class);
    }

    @Test
    void when_the_old_secret_is_gone_its_nodes_are_refused() {
        ClusterIdentity old = identity("shop", "lb1", OLD);
        ClusterIdentity done = identity("shop", "lb2", NEW);

        assertThatThrownBy(() -> handshake(done, old)).isInstanceOf(IOException.class);
    }

    @Test
    void every_start_makes_a_new_key_under_the_same_authority() throws Exception {
        ClusterIdentity first = identity("shop", "lb1", OLD);
        ClusterIdentity second = identity("shop", "lb1", OLD);

        X509Certificate firstNode = (X509Certificate) first.keyStore().getCertificate("lb1");
        X509Certificate secondNode = (X509Certificate) second.keyStore().getCertificate("lb1");
        X509Certificate firstRoot = (X509Certificate) first.trustStore().getCertificate("authority-0");
        X509Certificate secondRoot = (X509Certificate) second.trustStore().getCertificate("authority-0");

        assertThat(firstNode.getPublicKey()).isNotEqualTo(secondNode.getPublicKey());
        assertThat(firstRoot.getPublicKey()).isEqualTo(secondRoot.getPublicKey());
        assertThat(firstRoot.getSubjectX500Principal()).isEqualTo(secondRoot.getSubjectX500Principal());
    }

    @Test
    void the_certificate_names_the_node_serves_both_sides_and_signs_nothing() throws Exception {
        X509Certificate node =
                (X509Certificate) identity("shop", "lb1", OLD).keyStore().getCertificate("lb1");

        assertThat(node.getSubjectAlternativeNames()).containsExactly(List.of(2, "lb1"));
        assertThat(node.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(node.getBasicConstraints()).isEqualTo(-1);
    }

    @Test
    void the_key_store_opens_with_its_password_only() throws Exception {
        ClusterIdentity identity = identity("shop", "lb1", OLD);

        assertThat(identity.keyStore().getKey("lb1", identity.storePassword())).isNotNull();
        assertThatThrownBy(() -> identity.keyStore().getKey("lb1", "guess".toCharArray()))
                .isInstanceOf(UnrecoverableKeyException.class);
    }

    @Test
    void mac_keys_agree_between_nodes_and_differ_by_label_cluster_and_secret() {
        ClusterIdentity identity = identity("shop", "lb1", NEW, OLD);

        assertThat(identity.macKey("sharing"))
                .isEqualTo(identity("shop", "lb2", NEW).macKey("sharing"))
                .isNotEqualTo(identity.macKey("probe"))
                .isNotEqualTo(identity("bank", "lb1", NEW).macKey("sharing"));
        assertThat(identity.macKeys("sharing"))
                .containsExactly(
                        identity.macKey("sharing"), identity("shop", "lb2", OLD).macKey("sharing"));
    }

    @Test
    void hkdf_gives_the_same_bytes_in_every_release() {
        byte[] key = identity("shop", "lb1", OLD).macKey("sharing").getEncoded();

        assertThat(HexFormat.of().formatHex(key))
                .isEqualTo("65f163b06d234ed1f87a7e85bab37822326ccbedb8c598cb695755ffb254ba8c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lb 1", "lb1,CN=lb2", "-lb1", "knöten"})
    void a_node_name_that_a_certificate_cannot_carry_is_refused(String name) {
        assertThatThrownBy(() -> identity("shop", name, OLD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("node name '" + name + "' is not allowed");
    }

    @Test
    void no_secret_and_three_secrets_are_refused() {
        assertThatThrownBy(() -> identity("shop", "lb1")).hasMessageContaining("not 0");
        assertThatThrownBy(() -> identity("shop", "lb1", NEW, OLD, NEW)).hasMessageContaining("not 3");
    }

    private static ClusterIdentity identity(String cluster, String node, Secret... secrets) {
        return ClusterIdentity.of(List.of(secrets), cluster, node);
    }

    private static Handshake handshake(ClusterIdentity server, ClusterIdentity client) throws IOException {
        return handshake(server.sslContext(), client.sslContext());
    }

    /** Talks one byte each way, so that a refusal after the client's part of TLS 1.3 is seen too. */
    private static Handshake handshake(SSLContext server, SSLContext client) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (SSLServerSocket listening =
                (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0, 5, loopback)) {
            CompletableFuture<SSLSession> accepted = CompletableFuture.supplyAsync(() -> answer(listening));
            SSLSession atClient = call(listening, client);
            SSLSession atServer = accepted.orTimeout(10, TimeUnit.SECONDS).join();
            return new Handshake(
                    atClient.getProtocol(),
                    atServer.getPeerPrincipal().getName(),
                    atClient.getPeerPrincipal().getName());
        }
    }

    private static SSLSession call(SSLServerSocket listening, SSLContext client) throws IOException {
        try (SSLSocket calling = (SSLSocket) client.getSocketFactory().createSocket()) {
            calling.setSoTimeout(10_000);
            calling.connect(listening.getLocalSocketAddress(), 10_000);
            calling.getOutputStream().write(1);
            if (calling.getInputStream().read() != 2) {
                throw new IOException("the server closed the connection");
            }
            return calling.getSession();
        }
    }

    private static SSLSession answer(SSLServerSocket listening) {
        try (SSLSocket socket = (SSLSocket) listening.accept()) {
            socket.setSoTimeout(10_000);
            int received = socket.getInputStream().read();
            socket.getOutputStream().write(received + 1);
            return socket.getSession();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Handshake(String protocol, String peerOfServer, String peerOfClient) {}

    /** A context that accepts every server and shows this node's certificate, or none. */
    private static SSLContext trusting(ClusterIdentity shown) throws IOException {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            if (shown != null) {
                keys.init(shown.keyStore(), shown.storePassword());
            }
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(shown == null ? null : keys.getKeyManagers(), new TrustManager[] {new TrustEverybody()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
