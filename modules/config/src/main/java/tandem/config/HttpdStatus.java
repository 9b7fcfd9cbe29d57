package tandem.config;

/** What Tandem makes of something that httpd knows. */
enum HttpdStatus {
    CARRIED_OUT("same"),
    /** Carried out, or needless, without a trap that httpd has; the row says which. */
    BETTER("better"),
    ACCEPTED_WITHOUT_EFFECT("no effect"),
    NOT_YET("error");

    private final String words;

    HttpdStatus(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
