package tandem.proxy;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.proxy.http.BadMessage;
import tandem.proxy.http.RequestHead;
import tandem.proxy.http.ResponseHead;

/** Reads the heads by which a member answers one request: passes interim ones on, and ends with the final one. One I/O thread. */
@RunsOn(Lane.IO)
final class ResponseHeads {
    private static final Logger LOG = LoggerFactory.getLogger(ResponseHeads.class);
    private static final int MAX_INTERIM = 10;
    private static final int SWITCHING_PROTOCOLS = 101;

    private final Forwarding forwarding;
    private final Passage passage;
    private MemberExchange connection;
    private boolean heard;
    private int interims;

    @SuppressWarnings("NullAway.Init") // begin sets what is missing, and nothing is asked before
    ResponseHeads(Forwarding forwarding, Passage passage) {
        this.forwarding = forwarding;
        this.passage = passage;
    }

    /** Begins with another request. */
    void begin(MemberExchange carrier) {
        connection = carrier;
        heard = false;
        interims = 0;
    }

    /** Whether the member has said anything. */
    boolean heard() {
        return heard;
    }

    /** Reads what has come. */
    void read() {
        try {
            int read = connection.fill();
            if (read < 0) {
                passage.died("it closed the connection without a response");
                return;
            }
            heard |= read > 0;
            parse();
        } catch (BadMessage e) {
            passage.nonsense(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            passage.died(String.valueOf(e.getMessage()));
        }
    }

    private void parse() throws IOException {
        ResponseHead response = connection.response();
        while (!passage.closed() && connection.headComplete()) {
            if (!response.interim()) {
                passage.respond(response);
                return;
            }
            if (response.status() == SWITCHING_PROTOCOLS) {
                switchProtocols(response);
                return;
            }
            interim(response);
        }
    }

    private void switchProtocols(ResponseHead response) throws BadMessage {
        if (Upgrade.granted(response, forwarding.upgrade()).isEmpty()) {
            throw new BadMessage("it changed to a protocol that nobody asked for");
        }
        RequestHead request = forwarding.exchange().head();
        if (request.webSocket()) {
            WebSocketHandshake.agree(request.fields(), response);
        }
        passage.tunnel(response);
    }

    private void interim(ResponseHead response) throws BadMessage {
        if (++interims > MAX_INTERIM) {
            throw new BadMessage("it sent more than " + MAX_INTERIM + " interim responses");
        }
        RequestHead request = forwarding.exchange().head();
        boolean unasked = response.status() == 100 && !MemberHead.expectsContinue(request);
        if (!unasked) {
            response.fields().dropHopByHop();
            try {
                forwarding.exchange().interim(response);
            } catch (IOException e) {
                LOG.debug("client went away: {}", e.getMessage());
                forwarding.clientGone();
                return;
            }
        }
        connection.nextHead();
        passage.awaitMember();
        passage.invited();
    }
}
