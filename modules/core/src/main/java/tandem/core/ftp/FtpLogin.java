package tandem.core.ftp;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Who logs in at a server by FTP. Characters stand for bytes; none is a control character. Immutable. Any thread.
 *
 * @param user not empty
 */
public record FtpLogin(String user, String password) {
    private static final String BASIC = "Basic ";

    public FtpLogin {
        if (user.isEmpty() || !clean(user) || !clean(password)) {
            throw new IllegalArgumentException(
                    "a login has a user, and neither name nor password has control characters");
        }
    }

    /**
     * What a client says by {@code Authorization}; absent where it says nothing, or nothing that is of this kind.
     *
     * @throws IllegalArgumentException if it is malformed, or has what could end a command
     */
    public static Optional<FtpLogin> ofClient(String authorization) {
        if (!authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return Optional.empty();
        }
        byte[] bytes = Base64.getDecoder()
                .decode(authorization.substring(BASIC.length()).strip());
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("no colon between name and password");
        }
        return colon == 0
                ? Optional.empty()
                : Optional.of(new FtpLogin(text.substring(0, colon), text.substring(colon + 1)));
    }

    /** Whether a text can stand in a command. */
    public static boolean clean(String text) {
        return text.chars().noneMatch(c -> FtpTarget.control((char) c));
    }

    @Override
    public String toString() {
        return "FtpLogin[" + user + "]";
    }
}
