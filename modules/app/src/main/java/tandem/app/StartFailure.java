package tandem.app;

/** A node could not be started; everything that had been started was closed again. */
public final class StartFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    StartFailure(int exitCode, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
    }

    /** The command's exit code. */
    public int exitCode() {
        return exitCode;
    }
}
