package tandem.proxy.tls.boringssl;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What of an engine has one answer for a server whose rules its context has; and that it must be released. */
abstract class ServerEngine extends SSLEngine implements Released {
    @Override
    public void beginHandshake() {
        // the client begins
    }

    @Override
    public boolean getUseClientMode() {
        return false;
    }

    @Override
    public void setUseClientMode(boolean client) {
        if (client) {
            throw new IllegalArgumentException("it speaks to clients");
        }
    }

    @Override
    public @Nullable SSLSession getHandshakeSession() {
        return null;
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return new String[0];
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return new String[0];
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        throw fixed();
    }

    @Override
    public String[] getSupportedProtocols() {
        return new String[0];
    }

    @Override
    public String[] getEnabledProtocols() {
        return new String[0];
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        throw fixed();
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        throw fixed();
    }

    @Override
    public boolean getNeedClientAuth() {
        return false;
    }

    @Override
    public void setWantClientAuth(boolean want) {
        throw fixed();
    }

    @Override
    public boolean getWantClientAuth() {
        return false;
    }

    @Override
    public void setEnableSessionCreation(boolean create) {
        throw fixed();
    }

    @Override
    public boolean getEnableSessionCreation() {
        return true;
    }

    private static UnsupportedOperationException fixed() {
        return new UnsupportedOperationException("the context of the listener has the rules");
    }
}
