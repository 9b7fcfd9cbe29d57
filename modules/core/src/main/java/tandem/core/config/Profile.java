package tandem.core.config;

/** How quickly a silent peer is given up; all timers follow from it. */
public enum Profile {
    /** Quiet local networks: a silent peer is given up after about 0.4 s. */
    FAST,
    /** The default: after about 0.75 s. */
    NORMAL,
    /** Virtual machines that migrate: after about 2.5 s. */
    CALM
}
