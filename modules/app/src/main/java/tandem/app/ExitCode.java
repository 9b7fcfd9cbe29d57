package tandem.app;

/** The exit codes of every command, as in sysexits.h. */
public final class ExitCode {
    public static final int OK = 0;
    /** {@code tandem diff} alone: there is a difference. */
    public static final int DIFFERENT = 1;
    /** The command line is wrong. */
    public static final int USAGE = 64;
    /** A peer, a port or a file cannot be had. */
    public static final int UNAVAILABLE = 69;
    /** Tandem is at fault. */
    public static final int BUG = 70;
    /** The configuration is wrong. */
    public static final int CONFIGURATION = 78;

    private ExitCode() {}
}
