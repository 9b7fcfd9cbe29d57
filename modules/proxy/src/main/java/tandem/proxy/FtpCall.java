package tandem.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.balance.Member;
import tandem.core.config.FtpConfig;
import tandem.core.ftp.FtpLogin;
import tandem.core.ftp.FtpTarget;
import tandem.core.log.RequestEnd;
import tandem.core.routing.Routed;
import tandem.proxy.ftp.FtpAnswer;
import tandem.proxy.ftp.FtpAsk;
import tandem.proxy.ftp.FtpPipe;
import tandem.proxy.ftp.FtpVisit;
import tandem.proxy.http.Field;
import tandem.proxy.http.RequestHead;

/**
 * One try at a member by FTP: sees whether its request can be carried out so at all, begins the visit, and brings what the visit's
 * thread says to the I/O thread. One I/O thread, but for what it is told.
 */
final class FtpCall implements FtpVisit.Told {
    private static final Logger LOG = LoggerFactory.getLogger(FtpCall.class);
    private static final OwnAnswers.Answer NO_METHOD =
            new OwnAnswers.Answer(501, "Files are fetched by FTP here, and nothing else.", "Allow", "GET, HEAD", false);
    private static final OwnAnswers.Answer CROWDED = new OwnAnswers.Answer(
            503, "Too many transfers by FTP are under way here at the moment.", "Retry-After", "1", false);

    private final Attempts attempts;
    private final IoLoop loop;
    private final FtpGate gate;
    private final FtpExchange exchange;
    private final FtpVisit visit;
    private boolean cancelled;

    private FtpCall(Attempts attempts, Forwarding forwarding, MemberConnections.Stack stack, FtpAsk ask) {
        this.attempts = attempts;
        this.loop = forwarding.loop();
        this.gate = forwarding.plane().ftp();
        this.exchange = new FtpExchange(stack, ask.headOnly());
        FtpPipe pipe = exchange.pipe();
        this.visit = new FtpVisit(ask, pipe, this);
        exchange.visit(visit);
    }

    /** Begins one; null if the request is answered without a visit, or will be. */
    static @Nullable FtpCall begin(
            Attempts attempts,
            Forwarding forwarding,
            MemberConnections.Stack stack,
            Member member,
            InetSocketAddress address) {
        RequestHead head = forwarding.exchange().head();
        FtpConfig config = forwarding.destination().balancer().config().ftp();
        boolean headOnly = head.methodIs("HEAD");
        if (!headOnly && !head.methodIs("GET")) {
            attempts.answer(NO_METHOD, RequestEnd.ANSWERED_HERE);
            return null;
        }
        FtpAsk ask;
        try {
            ask = ask(forwarding, member, address, config, headOnly);
        } catch (FtpTarget.BadTarget e) {
            attempts.answer(malformed(e.reason()), RequestEnd.BAD_REQUEST);
            return null;
        } catch (IllegalArgumentException e) {
            attempts.answer(malformed("the login of Authorization cannot be read"), RequestEnd.BAD_REQUEST);
            return null;
        }
        if (!forwarding.plane().ftp().take(config.transfers())) {
            attempts.answer(CROWDED, RequestEnd.OVERLOADED);
            return null;
        }
        FtpCall call = new FtpCall(attempts, forwarding, stack, ask);
        call.gate.begin(call.visit);
        return call;
    }

    private static OwnAnswers.Answer malformed(String reason) {
        return new OwnAnswers.Answer(400, "The request is malformed: " + reason + ".");
    }

    private static FtpAsk ask(
            Forwarding forwarding, Member member, InetSocketAddress address, FtpConfig config, boolean headOnly)
            throws FtpTarget.BadTarget {
        RequestHead head = forwarding.exchange().head();
        Routed.Forward routed = forwarding.destination().routed();
        String before = member.config().url().path();
        String to = routed.config().to().orElse("");
        String path = before + routed.path();
        String shown = FtpTarget.plain(head.target());
        String last = shown.substring(shown.lastIndexOf('/') + 1);
        if (last.isEmpty() && !FtpTarget.plain(path).endsWith("/")) {
            path = FtpTarget.plain(path) + "/";
        }
        boolean free = head.outbound() || FtpTarget.atRoot(before + to);
        String added = routed.path().startsWith(to) ? routed.path().substring(to.length()) : routed.path();
        boolean below = FtpTarget.plain(added).chars().anyMatch(c -> c != '/');
        FtpLogin login = FtpLogin.ofClient(head.fields().joined(Field.AUTHORIZATION, ","))
                .orElse(config.login());
        return new FtpAsk(
                address,
                member.source().orElse(null),
                FtpTarget.of(path, free, below),
                login,
                config,
                member.config().connectTimeout(),
                member.config().timeout(),
                headOnly,
                "./" + last + "/",
                FtpTarget.decoded(shown));
    }

    /** Nobody waits for it any more. */
    void cancel() {
        cancelled = true;
        visit.cut();
    }

    private void onLoop(Runnable then) {
        try {
            loop.thread().execute(then);
        } catch (RejectedExecutionException e) {
            LOG.debug("nobody wants a transfer any more: the I/O threads end");
            visit.cut();
        }
    }

    // ---- the visit's thread ----

    @Override
    public void reached() {
        onLoop(() -> {
            if (!cancelled) {
                exchange.opened();
                attempts.joined(exchange);
            }
        });
    }

    @Override
    public void unreachable(IOException why) {
        String message = why.getMessage();
        String reason = message == null ? why.getClass().getSimpleName() : message;
        boolean own = OwnShortage.explains(why);
        onLoop(() -> {
            if (cancelled) {
                return;
            }
            if (own) {
                attempts.exhausted(reason);
            } else {
                attempts.refused(reason);
            }
        });
    }

    @Override
    public void answered(FtpAnswer answer) {
        onLoop(() -> exchange.answered(answer));
    }

    @Override
    public void failed(String reason) {
        onLoop(() -> exchange.failed(reason));
    }

    @Override
    public void left() {
        gate.left(visit);
    }
}
