package tandem.admin.access;

import java.util.Locale;
import java.util.Optional;
import tandem.core.access.AccessRole;

/**
 * Who asks, as far as it was shown.
 *
 * @param name the account, the subject of the certificate, or the user of this machine; where nobody is asked who he is, the address
 */
public record Identity(String name, AccessRole role, Means means) {
    /** How it was shown. */
    public enum Means {
        /** Not at all: the configuration asks nobody. */
        OPEN,
        /** The kernel said so of the other end of the socket. */
        SOCKET,
        /** By a certificate. */
        CERTIFICATE,
        /** By a token. */
        TOKEN,
        /** By a password, some time before. */
        SESSION;

        /** The word in logs and answers. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The author of what is changed. Who showed who he is cannot pass for somebody else; whom he names beside is kept.
     *
     * @param stated what the request says
     */
    public String author(Optional<String> stated) {
        String other = stated.filter(text -> !text.isBlank()).orElse(name);
        return means == Means.OPEN || other.equals(name) ? other : other + " (" + name + ")";
    }

    /** For the log. */
    @Override
    public String toString() {
        return name + " (" + role.word() + ", " + means.word() + ")";
    }
}
