package tandem.config;

import java.util.List;
import java.util.Optional;

/** What one server or virtual host of an httpd.conf says of the versions of HTTP that clients may speak. One thread. */
final class ProtocolDraft {
    /** The words of Protocols; empty: none was given. */
    List<HttpdWord> words = List.of();

    Optional<Boolean> honorOrder = Optional.empty();

    /** Whether there is a word for this protocol. */
    boolean names(String protocol) {
        return words.stream().anyMatch(word -> word.is(protocol));
    }

    /** The word for this protocol, which must be there. */
    HttpdWord word(String protocol) {
        return words.stream().filter(word -> word.is(protocol)).findFirst().orElseThrow();
    }
}
