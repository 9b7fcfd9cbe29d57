package tandem.admin;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509KeyManager;
import tandem.core.tls.PemCertificates;
import tandem.core.tls.PemKey;
import tandem.core.tls.TestCertificates;

/** Shows one of the test certificates whatever authorities the other end names, as Java's own would not. */
record InsistentKeys(String name) implements X509KeyManager {
    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[] {name};
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return name;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return new String[0];
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return "";
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return PemCertificates.read(TestCertificates.text(name + ".pem")).toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return PemKey.read(TestCertificates.text(name + ".key"));
    }
}
