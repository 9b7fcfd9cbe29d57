package tandem.proxy.health;

/**
 * What one probe found.
 *
 * @param sentence what was answered, or why it failed
 */
record ProbeResult(boolean passed, String sentence) {
    static ProbeResult passed(String sentence) {
        return new ProbeResult(true, sentence);
    }

    static ProbeResult failed(String sentence) {
        return new ProbeResult(false, sentence);
    }
}
