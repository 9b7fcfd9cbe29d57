package tandem.proxy.tls;

/** A listener asks for an engine that is not there; the message is a sentence for the operator. */
final class EngineMissing extends RuntimeException {
    private static final long serialVersionUID = 1;

    EngineMissing(String sentence) {
        super(sentence);
    }
}
