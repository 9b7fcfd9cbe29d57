package tandem.core.apply;

import java.nio.charset.StandardCharsets;

/**
 * A text that is to stand for one of a node's configuration files, without being written there.
 *
 * @param text at most {@value #MOST_BYTES} bytes as UTF-8
 */
public record Proposal(Target target, String text) {
    /** What fits into one message between nodes, with room for the rest of it. */
    public static final int MOST_BYTES = 500_000;

    /** Which of the files. */
    public enum Target {
        /** The tandem.yaml by which the node runs. */
        MAIN,
        /** The httpd.conf that its tandem.yaml names, or by which it runs. */
        HTTPD
    }

    /** @throws IllegalArgumentException with a sentence for the operator if the text is empty or too long */
    public Proposal {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (text.isBlank() || bytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "a configuration of " + bytes + " bytes cannot be applied; it can have 1 to " + MOST_BYTES);
        }
    }
}
