package tandem.core.log;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import tandem.core.rule.RequestFacts;
import tandem.core.rule.Visit;

/** What became of one request, asked when it is over. Texts have one character a byte. For the request's own thread. */
public interface LogFacts {
    /** A part of the time that a request took. */
    enum Stretch {
        /** From the end of its head until its last member was turned to. */
        QUEUE,
        /** Until a connection to that member was there. */
        CONNECT,
        /** Until that member's response began. */
        FIRST_BYTE,
        /** Until the end. */
        RESPONSE,
        /** All of it. */
        TOTAL
    }

    RequestFacts request();

    /** Its walk through the rules of its site; null if there was none. */
    @Nullable
    Visit visit();

    /** The time zone of people who read the log. */
    ZoneId zone();

    /** The name that this node gives itself. */
    String serverName();

    /** This process's number. */
    long process();

    String clientAddress();

    /** Who connected, on behalf of that client or as it. */
    String peerAddress();

    int clientPort();

    String localAddress();

    /** The path that the client asked for, decoded. */
    String path();

    /** What the client was answered; 0 if nothing. */
    int status();

    /** Bytes of the request, with its head. */
    long received();

    /** Bytes of the response, with its head. */
    long sent();

    /** Bytes of the response's body, without framing. */
    long bodySent();

    /** How many requests came before it on its connection. */
    int before();

    /** X: broke before the response was complete; +: stays open; -: is closed behind it. */
    char connection();

    /** What handles it in Apache's words; null for nothing in particular. */
    @Nullable
    String handler();

    RequestEnd end();

    /** How often a member was turned to. */
    int tries();

    /** Null if none was chosen. */
    @Nullable
    String balancer();

    /** The last one's name; null if none was chosen. */
    @Nullable
    String member();

    /** The last one's route; null if none was chosen. */
    @Nullable
    String route();

    /** Why the last one was chosen; null if none was. */
    @Nullable
    MemberChoice choice();

    /** The path or pattern of the route that matched; null if none did. */
    @Nullable
    String matched();

    /** How long a part took; -1 if it did not come to it. */
    long nanos(Stretch stretch);

    /**
     * Writes the values of a request field.
     *
     * @param lowerCaseName ASCII
     * @return false if there is none
     */
    boolean requestField(byte[] lowerCaseName, LogLine line);

    /** The same of a response field; only of those that {@link SiteLog#responseFields} names. */
    boolean responseField(byte[] lowerCaseName, LogLine line);
}
