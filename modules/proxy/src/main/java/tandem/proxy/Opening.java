package tandem.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.xnio.IoFuture;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import tandem.core.balance.Member;
import tandem.proxy.tls.Handshake;
import tandem.proxy.tls.MemberTls;
import tandem.proxy.tls.TlsLayer;

/** Opens one connection to a member: TCP, then TLS where its URL says so. One I/O thread. */
final class Opening extends Deadlines.Timed implements Handshake.Told {
    private static final OptionMap OPTIONS = OptionMap.create(Options.TCP_NODELAY, true, Options.KEEP_ALIVE, true);

    /** Hears what became of it, once. */
    interface Opened {
        /** @param layer null in clear text */
        void connected(StreamConnection channel, @Nullable TlsLayer layer);

        /** It did not work; the reason is such as {@code Connection refused}. */
        void refused(String reason);

        /** This node can open no connection to anybody, such as for want of file descriptors. */
        void exhausted(String reason);
    }

    private final IoLoop loop;
    private final Member member;
    private final String serverName;
    private final OpenFiles files;
    private final byte[] greeting;
    private final Opened told;
    private @Nullable IoFuture<StreamConnection> connecting;
    private @Nullable StreamConnection connected;
    private @Nullable Handshake handshake;
    private boolean over;

    /**
     * @param serverName whom TLS is to be spoken with; empty in clear text
     * @param files where it counts until it has ended
     * @param greeting what is sent before everything else; may be empty
     */
    Opening(IoLoop loop, Member member, String serverName, OpenFiles files, byte[] greeting, Opened told) {
        this.loop = loop;
        this.member = member;
        this.serverName = serverName;
        this.files = files;
        this.greeting = greeting;
        this.told = told;
    }

    /** Begins; it may be over when this returns. */
    void start(InetSocketAddress address) {
        boolean room = files.room();
        files.count(1);
        if (!room) {
            giveUp("this process has as many connections as it may have open files (LimitNOFILE, ulimit -n)");
            return;
        }
        InetAddress source = member.source().orElse(null);
        IoFuture<StreamConnection> future = source == null
                ? loop.thread().openStreamConnection(address, null, OPTIONS)
                : loop.thread().openStreamConnection(new InetSocketAddress(source, 0), address, null, null, OPTIONS);
        connecting = future;
        future.addNotifier(
                new IoFuture.HandlingNotifier<StreamConnection, Opening>() {
                    @Override
                    public void handleDone(StreamConnection channel, Opening opening) {
                        opening.reached(channel);
                    }

                    @Override
                    public void handleFailed(IOException e, Opening opening) {
                        String message = e.getMessage();
                        String reason = message == null ? e.getClass().getSimpleName() : message;
                        if (OwnShortage.explains(e)) {
                            opening.giveUp(reason);
                        } else {
                            opening.refuse(reason);
                        }
                    }
                },
                this);
    }

    /** Whether it has not ended. */
    boolean underWay() {
        return !over;
    }

    /** Gives up by itself after this time; whoever opens it may instead {@link #cancel} it. */
    void limit(Duration patience) {
        if (!over) {
            loop.deadlines().add(this);
            arm(loop.nanos() + patience.toNanos());
        }
    }

    private void reached(StreamConnection channel) {
        if (over) {
            IoUtils.safeClose(channel);
        } else if (!greeted(channel)) {
            IoUtils.safeClose(channel);
            refuse("it did not take the header of the PROXY protocol");
        } else if (serverName.isEmpty()) {
            end();
            told.connected(channel, null);
        } else {
            secure(channel);
        }
    }

    /** A fresh connection takes so few bytes at once. */
    private boolean greeted(StreamConnection channel) {
        try {
            return greeting.length == 0 || channel.getSinkChannel().write(ByteBuffer.wrap(greeting)) == greeting.length;
        } catch (IOException e) {
            return false;
        }
    }

    private void secure(StreamConnection channel) {
        TlsParts tls = loop.tls();
        MemberTls rules = tls == null ? null : tls.certificates().member(member.tls());
        if (tls == null || rules == null) {
            IoUtils.safeClose(channel);
            refuse("the files for TLS with its balancer have not been read");
            return;
        }
        connected = channel;
        SSLEngine engine = rules.engine(
                serverName, member.config().url().port(), member.config().url().http2());
        Handshake begun = TlsLayer.handshake(channel, engine, loop.netBuffers(), tls.pool(), this);
        handshake = begun;
        begun.start();
    }

    @Override
    public void agreed(TlsLayer layer) {
        count(Handshake.Ending.AGREED);
        StreamConnection channel = connected;
        if (over || channel == null) {
            return;
        }
        if (member.config().url().http2() && !layer.protocol().equals(MemberTls.HTTP2)) {
            layer.release();
            IoUtils.safeClose(channel);
            refuse("it does not choose HTTP/2 (h2) by ALPN; write https:// if it speaks HTTP/1.1 alone");
            return;
        }
        end();
        told.connected(channel, layer);
    }

    @Override
    public void failed(Handshake.Ending ending, String reason) {
        count(ending);
        refuse("TLS with " + serverName + " failed: " + reason);
    }

    private void count(Handshake.Ending ending) {
        TlsParts tls = loop.tls();
        if (tls != null) {
            tls.metrics().ended(TlsMetrics.Side.MEMBER, ending);
        }
    }

    @Override
    void expired(long nowNanos) {
        cancel();
        told.refused("it did not accept a connection in time");
    }

    private void giveUp(String reason) {
        if (!over) {
            end();
            told.exhausted(reason);
        }
    }

    private void refuse(String reason) {
        if (!over) {
            end();
            told.refused(reason);
        }
    }

    /** Nobody waits for it any more, and nobody is told. */
    void cancel() {
        if (over) {
            return;
        }
        end();
        IoFuture<StreamConnection> tcp = connecting;
        if (tcp != null) {
            tcp.cancel();
        }
        if (handshake != null) {
            handshake.cancel();
            count(Handshake.Ending.LATE);
        }
    }

    private void end() {
        over = true;
        files.count(-1);
        loop.deadlines().remove(this);
    }
}
