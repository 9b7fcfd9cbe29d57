package tandem.core.registration;

/** A message is about a member that has not registered, or was forgotten. */
final class UnknownMember extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnknownMember(String sentence) {
        super(sentence);
    }
}
