package tandem.proxy.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import tandem.core.config.MemberTlsConfig;
import tandem.core.text.IpAddress;
import tandem.core.tls.KeyedCertificate;

/**
 * Decides whether a member is who it should be, each check by itself as Apache's SSLProxyVerify, SSLProxyCheckPeerName and
 * SSLProxyCheckPeerExpire are. Immutable, any thread.
 */
final class MemberTrust extends X509ExtendedTrustManager {
    private final MemberTlsConfig config;
    private final X509ExtendedTrustManager authorities;

    private MemberTrust(MemberTlsConfig config, X509ExtendedTrustManager authorities) {
        this.config = config;
        this.authorities = authorities;
    }

    /** @param ca the trusted authorities; empty: Java's own */
    static MemberTrust of(MemberTlsConfig config, List<X509Certificate> ca) {
        try {
            return new MemberTrust(config, manager(ca.isEmpty() ? null : store(ca)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the trusted authorities cannot be used: " + e.getMessage(), e);
        }
    }

    /** Trusts what these sign and nobody else; without any it trusts nobody. */
    static X509ExtendedTrustManager authorities(List<X509Certificate> ca) {
        try {
            return manager(store(ca));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the trusted authorities cannot be used: " + e.getMessage(), e);
        }
    }

    private static X509ExtendedTrustManager manager(@Nullable KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(trusted);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager usable) {
                return usable;
            }
        }
        throw new IllegalStateException("this Java checks no certificates");
    }

    private static KeyStore store(List<X509Certificate> ca) throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < ca.size(); i++) {
                store.setCertificateEntry("ca-" + i, ca.get(i));
            }
            return store;
        } catch (java.io.IOException e) {
            throw new IllegalStateException("a key store in memory is neither read nor written", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        check(chain, authType, engine, engine == null ? null : engine.getPeerHost());
    }

    private void check(X509Certificate[] chain, String authType, @Nullable SSLEngine engine, @Nullable String name)
            throws CertificateException {
        if (config.checkExpiry()) {
            chain[0].checkValidity();
        }
        if (config.verify() && config.checkExpiry()) {
            if (engine == null) {
                authorities.checkServerTrusted(chain, authType);
            } else {
                authorities.checkServerTrusted(chain, authType, engine);
            }
        } else if (config.verify()) {
            buildsAtItsTime(chain);
        }
        if (config.checkName()) {
            checkName(chain[0], name == null ? "" : name);
        }
    }

    /** Whether an authority vouches for it at a moment at which it is valid. */
    private void buildsAtItsTime(X509Certificate[] chain) throws CertificateException {
        Set<TrustAnchor> anchors = new HashSet<>();
        for (X509Certificate authority : authorities.getAcceptedIssuers()) {
            anchors.add(new TrustAnchor(authority, null));
        }
        X509CertSelector leaf = new X509CertSelector();
        leaf.setCertificate(chain[0]);
        try {
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, leaf);
            parameters.setRevocationEnabled(false);
            Date now = new Date();
            boolean over = now.after(chain[0].getNotAfter());
            boolean early = now.before(chain[0].getNotBefore());
            parameters.setDate(over ? chain[0].getNotAfter() : early ? chain[0].getNotBefore() : now);
            parameters.addCertStore(
                    CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(chain))));
            CertPathBuilder.getInstance("PKIX").build(parameters);
        } catch (GeneralSecurityException e) {
            throw new CertificateException("no trusted authority vouches for it: " + e.getMessage(), e);
        }
    }

    static void checkName(X509Certificate certificate, String name) throws CertificateException {
        String wanted = name.toLowerCase(Locale.ROOT);
        List<String> names;
        try {
            names = KeyedCertificate.namesOf(certificate);
        } catch (IllegalArgumentException e) {
            throw new CertificateParsingException(e.getMessage(), e);
        }
        for (String one : names) {
            if (matches(one.toLowerCase(Locale.ROOT), wanted)) {
                return;
            }
        }
        throw new CertificateException("its certificate is for " + String.join(", ", names) + ", not for " + name);
    }

    private static boolean matches(String pattern, String name) {
        if (IpAddress.valid(name)) {
            return IpAddress.valid(pattern) && IpAddress.parse(pattern).equals(IpAddress.parse(name));
        }
        int dot = name.indexOf('.');
        return pattern.equals(name) || dot > 0 && pattern.equals("*" + name.substring(dot));
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        checkServerTrusted(chain, authType, (SSLEngine) null);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        SSLSession session = socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null;
        check(chain, authType, null, session == null ? null : session.getPeerHost());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("members are never clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("members are never clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        throw new CertificateException("members are never clients");
    }
}
