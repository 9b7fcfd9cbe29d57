package tandem.failover.vip;

import java.io.IOException;

/** A call that the kernel refused; the message says what was tried and the kernel's reason in words. */
final class SystemCallException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    SystemCallException(String tried, int errno) {
        super("could not " + tried + ": " + Linux.errorName(errno));
        this.errno = errno;
    }

    int errno() {
        return errno;
    }
}
