package tandem.proxy.http;

import java.io.IOException;

/**
 * A request that is refused for its form, and how it is answered. Its message is a sentence for the client without bytes of the
 * request. Costs no stack trace; constants are shared.
 */
public final class BadRequest extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;

    /**
     * A refusal.
     *
     * @param status 4xx or 5xx
     */
    public BadRequest(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** What is wrong, as a sentence for the client. */
    public String sentence() {
        return String.valueOf(getMessage());
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
