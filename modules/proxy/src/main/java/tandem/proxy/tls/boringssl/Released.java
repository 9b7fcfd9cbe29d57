package tandem.proxy.tls.boringssl;

/** Has memory that the collector does not know of. */
public interface Released {
    /** Gives it back; may be called again, and while a task of it is computed. Any thread. */
    void release();
}
