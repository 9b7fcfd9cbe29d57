package tandem.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import tandem.core.tls.TestCertificates;

/** Clients by TLS that trust the tests' authority alone; those of one instance resume each other's sessions. Any thread. */
final class TlsClients {
    private final SSLContext context = trusting();

    /** Options of Java with which another process trusts the same authority; its file goes into the directory. */
    static String trustOptions(Path directory) {
        Path file = directory.resolve("trusted.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            TestCertificates.authority().store(out, "public".toCharArray());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
        return "-Djavax.net.ssl.trustStore=" + file + " -Djavax.net.ssl.trustStorePassword=public";
    }

    private static SSLContext trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, TestCertificates.trust(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    SSLContext context() {
        return context;
    }

    /** Connects to this machine and agrees on TLS with this name, which the certificate must have. */
    SSLSocket connect(String host, int port) throws IOException {
        return over(new Socket(InetAddress.getLoopbackAddress(), port), host);
    }

    /** Agrees on TLS over a connected socket with this name, which the certificate must have. */
    SSLSocket over(Socket plain, String host) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, plain.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(host)));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }
}
