package tandem.identity;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * Narrows a context to TLS 1.3 with certificates on both sides, so that no user of it can forget to ask for them.
 */
final class MutualTls extends SSLContextSpi {
    private static final String[] PROTOCOLS = {"TLSv1.3"};

    private final SSLContext plain;

    private MutualTls(SSLContext plain) {
        this.plain = plain;
    }

    /** The narrowed view of an initialised context. */
    static SSLContext context(SSLContext plain) {
        return new SSLContext(new MutualTls(plain), plain.getProvider(), plain.getProtocol()) {};
    }

    private static SSLParameters narrow(SSLParameters parameters) {
        parameters.setProtocols(PROTOCOLS);
        parameters.setNeedClientAuth(true);
        return parameters;
    }

    private static SSLEngine narrow(SSLEngine engine) {
        engine.setSSLParameters(narrow(engine.getSSLParameters()));
        return engine;
    }

    private static ServerSocket narrow(ServerSocket socket) {
        SSLServerSocket tls = (SSLServerSocket) socket;
        tls.setSSLParameters(narrow(tls.getSSLParameters()));
        return tls;
    }

    private static Socket narrow(Socket socket) {
        SSLSocket tls = (SSLSocket) socket;
        tls.setSSLParameters(narrow(tls.getSSLParameters()));
        return tls;
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
            throws KeyManagementException {
        throw new KeyManagementException("this context belongs to a ClusterIdentity and is initialised already");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        return new Sockets(plain.getSocketFactory());
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        return new ServerSockets(plain.getServerSocketFactory());
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        return narrow(plain.createSSLEngine());
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        return narrow(plain.createSSLEngine(host, port));
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return plain.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return plain.getClientSessionContext();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        return narrow(plain.getDefaultSSLParameters());
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
        return narrow(plain.getSupportedSSLParameters());
    }

    private static final class ServerSockets extends SSLServerSocketFactory {
        private final SSLServerSocketFactory plain;

        ServerSockets(SSLServerSocketFactory plain) {
            this.plain = plain;
        }

        @Override
        public ServerSocket createServerSocket() throws IOException {
            return narrow(plain.createServerSocket());
        }

        @Override
        public ServerSocket createServerSocket(int port) throws IOException {
            return narrow(plain.createServerSocket(port));
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) throws IOException {
            return narrow(plain.createServerSocket(port, backlog));
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
            return narrow(plain.createServerSocket(port, backlog, address));
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return plain.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return plain.getSupportedCipherSuites();
        }
    }

    private static final class Sockets extends SSLSocketFactory {
        private final SSLSocketFactory plain;

        Sockets(SSLSocketFactory plain) {
            this.plain = plain;
        }

        @Override
        public Socket createSocket() throws IOException {
            return narrow(plain.createSocket());
        }

        @Override
        public Socket createSocket(Socket over, String host, int port, boolean autoClose) throws IOException {
            return narrow(plain.createSocket(over, host, port, autoClose));
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return narrow(plain.createSocket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
            return narrow(plain.createSocket(host, port, from, fromPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return narrow(plain.createSocket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
            return narrow(plain.createSocket(host, port, from, fromPort));
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return plain.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return plain.getSupportedCipherSuites();
        }
    }
}
