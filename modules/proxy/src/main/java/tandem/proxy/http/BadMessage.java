package tandem.proxy.http;

import java.io.IOException;

/** A peer broke HTTP's grammar. Its message is a sentence without bytes of the peer. Costs no stack trace. */
public final class BadMessage extends IOException {
    private static final long serialVersionUID = 1;

    public BadMessage(String sentence) {
        super(sentence);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
