package tandem.admin.manager;

/** A page with one sentence. */
final class ErrorText {
    private ErrorText() {}

    static String page(String sentence) {
        return "<html><head><title>Balancer Manager</title></head><body><p>" + Markup.escaped(sentence)
                + "</p></body></html>\n";
    }
}
