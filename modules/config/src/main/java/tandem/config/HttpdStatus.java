package tandem.config;

/** What Tandem makes of something that httpd knows. */
enum HttpdStatus {
    CARRIED_OUT("carried out"),
    ACCEPTED_WITHOUT_EFFECT("accepted without effect"),
    NOT_YET("not carried out yet");

    private final String words;

    HttpdStatus(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
