package tandem.proxy.ftp;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPCmd;
import org.jspecify.annotations.Nullable;

/**
 * One connection for commands, with the sockets that it opens. Characters of commands and replies stand for bytes. Data
 * connections are made from here (passive), and to nobody but the server that commands go to, whatever address its reply names.
 * The visit's thread; {@link #cut} any thread.
 */
final class ControlConnection extends FTPClient {
    // A server that talks without an end must not fill the memory: replies are kept until their last line.
    private static final int MOST_REPLIES = 64 * 1024;

    private final FtpAsk ask;
    private final Runnable reached;
    private final List<Socket> sockets = new ArrayList<>();
    private boolean cut;

    /** @param reached is told when the server took the connection, before it said anything */
    ControlConnection(FtpAsk ask, Runnable reached) {
        this.ask = ask;
        this.reached = reached;
        setControlEncoding(StandardCharsets.ISO_8859_1);
        setAutodetectUTF8(false);
        setUseEPSVwithIPv4(true);
        setIpAddressFromPasvResponse(false);
        setRemoteVerificationEnabled(true);
        // the time limits of the request are the I/O thread's; these hold where that one is late
        int backstop = (int) Math.min(ask.timeout().toMillis() * 2, Integer.MAX_VALUE);
        setConnectTimeout(backstop);
        setDefaultTimeout(backstop);
        setDataTimeout(Duration.ofMillis(backstop));
        if (ask.source() != null) {
            setPassiveLocalIPAddress(ask.source());
        }
        setSocketFactory(new Sockets());
    }

    /** Connects and hears what the server says first. */
    void open() throws IOException {
        if (ask.source() == null) {
            connect(ask.address().getAddress(), ask.address().getPort());
        } else {
            connect(ask.address().getAddress(), ask.address().getPort(), ask.source(), 0);
        }
        enterLocalPassiveMode();
    }

    /** Asks for data; null if the server says no by its reply. */
    @Nullable
    Socket data(FTPCmd command, String argument) throws IOException {
        return _openDataConnection_(command, argument.isEmpty() ? null : argument);
    }

    /** Ends all of it at once. */
    void cut() {
        List<Socket> all;
        synchronized (sockets) {
            cut = true;
            all = List.copyOf(sockets);
        }
        all.forEach(ControlConnection::close);
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone, which is all that is wanted
        }
    }

    private Socket tracked(Socket socket) throws SocketException {
        synchronized (sockets) {
            if (cut) {
                close(socket);
                throw new SocketException("the client went away");
            }
            sockets.add(socket);
        }
        return socket;
    }

    /** Makes the sockets of one visit: the first for commands, the others for data. */
    private final class Sockets extends SocketFactory {
        private boolean first = true;

        @Override
        public Socket createSocket() throws SocketException {
            boolean commands = first;
            first = false;
            return tracked(commands ? new Commands() : new Data());
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, java.net.InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(java.net.InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(java.net.InetAddress host, int port, java.net.InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }
    }

    /** Connects within the member's time for that, not the one that Commons Net gives the first reply too. */
    private class Data extends Socket {
        @Override
        public void connect(SocketAddress to, int millis) throws IOException {
            super.connect(to, (int) Math.min(ask.connectTimeout().toMillis(), Integer.MAX_VALUE));
        }
    }

    private final class Commands extends Data {
        @Override
        public void connect(SocketAddress to, int millis) throws IOException {
            super.connect(to, millis);
            reached.run();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new Bounded(super.getInputStream());
        }
    }

    /** Ends where a server says more than one request has any use for. */
    private static final class Bounded extends FilterInputStream {
        private int left = MOST_REPLIES;

        Bounded(InputStream in) {
            super(new BufferedInputStream(in));
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            count(Math.max(read, 0));
            return read;
        }

        private void count(int read) throws IOException {
            left -= read;
            if (left < 0) {
                throw new IOException("its replies are longer than " + MOST_REPLIES + " bytes");
            }
        }
    }
}
