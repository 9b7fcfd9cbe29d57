package tandem.config;

import java.util.Optional;
import tandem.core.config.FtpConfig;

/** What one server or virtual host of an httpd.conf says of members by FTP. One thread. */
final class FtpDraft {
    private static final String CHARSET = "ISO-8859-1";

    Optional<String> charset = Optional.empty();
    Optional<Boolean> listOnWildcard = Optional.empty();
    Optional<Boolean> escapeWildcards = Optional.empty();

    /** What holds for a server, with the defaults of mod_proxy_ftp. */
    static FtpConfig config(ServerDraft server, Optional<String> user, Optional<String> password) {
        FtpDraft own = server.ftp;
        FtpDraft main = server.main().ftp;
        return new FtpConfig(
                user,
                password,
                own.charset.or(() -> main.charset).orElse(CHARSET),
                own.listOnWildcard.or(() -> main.listOnWildcard).orElse(true),
                own.escapeWildcards.or(() -> main.escapeWildcards).orElse(true),
                FtpConfig.DEFAULT.transfers());
    }
}
