package tandem.identity;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Who this node is to its peers: a key and a certificate made afresh at every start, signed by the authority that the
 * cluster's secret and name determine, and the authorities whose nodes it accepts. Nodes need not exchange anything but the
 * secret. Immutable. Any thread.
 *
 * <p>While the secret is being changed a node holds two: it shows a certificate by the newer one's authority with a cross
 * certificate by the older's, so that it is accepted by nodes that hold either, and accepts nodes of both.
 */
public final class ClusterIdentity {
    private static final Pattern NODE_NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

    private final List<Secret> secrets;
    private final String cluster;
    private final char[] storePassword;
    private final KeyStore keyStore;
    private final KeyStore trustStore;
    private final X509ExtendedKeyManager keyManager;
    private final X509ExtendedTrustManager trustManager;

    private ClusterIdentity(List<Secret> secrets, String cluster, String node)
            throws GeneralSecurityException, IOException {
        this.secrets = secrets;
        this.cluster = cluster;
        this.storePassword = randomPassword();
        List<CertificateAuthority> authorities =
                secrets.stream().map(s -> CertificateAuthority.of(s, cluster)).toList();
        this.keyStore = keyStore(authorities, node, storePassword);
        this.trustStore = trustStore(authorities);
        this.keyManager = keyManager(keyStore, storePassword);
        this.trustManager = trustManager(trustStore);
    }

    /**
     * Derives everything; takes some milliseconds.
     *
     * @param secrets one or two, the newest first
     * @param cluster the cluster's name; nodes of another name are refused
     * @param node this node's name: letters, digits, dots, hyphens and underscores, at most 63
     * @throws IllegalArgumentException if the number of secrets or the node's name is not as said
     */
    public static ClusterIdentity of(List<Secret> secrets, String cluster, String node) {
        if (secrets.isEmpty() || secrets.size() > 2) {
            throw new IllegalArgumentException("one or two secrets are expected, not " + secrets.size());
        }
        if (!NODE_NAME.matcher(node).matches()) {
            throw new IllegalArgumentException("node name '" + node
                    + "' is not allowed; use at most 63 letters, digits, dots, hyphens and underscores");
        }
        try {
            return new ClusterIdentity(List.copyOf(secrets), cluster, node);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java runtime cannot make the TLS identity of " + node, e);
        }
    }

    private static char[] randomPassword() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes).toCharArray();
    }

    private static KeyStore keyStore(List<CertificateAuthority> authorities, String node, char[] password)
            throws GeneralSecurityException, IOException {
        KeyPair keys = CertificateAuthority.freshKeys();
        CertificateAuthority newest = authorities.getFirst();
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(newest.node(node, keys.getPublic()));
        for (CertificateAuthority older : authorities.subList(1, authorities.size())) {
            chain.add(older.crossSign(newest));
        }
        KeyStore store = emptyStore();
        store.setKeyEntry(node, keys.getPrivate(), password, chain.toArray(X509Certificate[]::new));
        return store;
    }

    private static KeyStore trustStore(List<CertificateAuthority> authorities)
            throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("authority-" + i, authorities.get(i).root());
        }
        return store;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static X509ExtendedKeyManager keyManager(KeyStore keys, char[] password) throws GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, password);
        for (KeyManager manager : factory.getKeyManagers()) {
            if (manager instanceof X509ExtendedKeyManager extended) {
                return extended;
            }
        }
        throw new GeneralSecurityException("no key manager for X.509 certificates");
    }

    private static X509ExtendedTrustManager trustManager(KeyStore trust) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(trust);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                return extended;
            }
        }
        throw new GeneralSecurityException("no trust manager for X.509 certificates");
    }

    X509ExtendedKeyManager keyManager() {
        return keyManager;
    }

    X509ExtendedTrustManager trustManager() {
        return trustManager;
    }

    /** TLS between nodes with this identity for good; see {@link NodeIdentity#sslContext}. */
    public SSLContext sslContext() {
        return new NodeIdentity(this).sslContext();
    }

    /** PKCS12 with one entry, named as the node: its private key and certificate chain. Do not change it. */
    public KeyStore keyStore() {
        return keyStore;
    }

    /** PKCS12 with the authorities that this node accepts. Do not change it. */
    public KeyStore trustStore() {
        return trustStore;
    }

    /** The password of the key store's entry: random, made at this start, written nowhere. A copy. */
    public char[] storePassword() {
        return storePassword.clone();
    }

    /**
     * The key to make message authentication codes with (HMAC-SHA256).
     *
     * @param label what it is for; each use has its own
     */
    public SecretKey macKey(String label) {
        return macKeys(label).getFirst();
    }

    /** The keys whose message authentication codes are accepted, one a secret, the newest first: {@link #macKey}. */
    public List<SecretKey> macKeys(String label) {
        return macKeys(secrets, cluster, label);
    }

    /** {@link #macKeys(String)} for whoever needs no certificate, which takes most of the time and memory. */
    public static List<SecretKey> macKeys(List<Secret> secrets, String cluster, String label) {
        return secrets.stream()
                .<SecretKey>map(s -> new SecretKeySpec(s.derive("mac " + label + " of " + cluster, 32), "HmacSHA256"))
                .toList();
    }
}
