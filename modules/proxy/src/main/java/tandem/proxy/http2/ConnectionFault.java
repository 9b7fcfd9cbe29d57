package tandem.proxy.http2;

import java.io.IOException;

/** The client broke HTTP/2 so that its whole connection ends. Its message has no bytes of the client. Costs no stack trace. */
public final class ConnectionFault extends IOException {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    public ConnectionFault(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** What is wrong, for logs and for the client. */
    public String sentence() {
        return String.valueOf(getMessage());
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
