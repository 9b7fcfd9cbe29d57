package tandem.e2e;

/** Groups of tests that Maven runs differently. */
final class Tags {
    /** In it no time counts: it runs beside another class, in a JVM with ports of its own. All others run alone. */
    static final String UNTIMED = "untimed";

    private Tags() {}
}
