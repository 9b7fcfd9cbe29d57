package tandem.config;

import static tandem.config.HttpdDirective.OUTSIDE;
import static tandem.config.HttpdDirective.carriedOut;

import java.util.List;
import java.util.Optional;
import tandem.config.HttpdDirective.HttpdCall;
import tandem.core.config.FtpConfig;

/** mod_proxy_ftp's directives. */
final class FtpDirectives {
    static final List<HttpdDirective> ROWS = List.of(
            carriedOut(
                    "ProxyFtpDirCharset",
                    OUTSIDE,
                    1,
                    1,
                    "The character set of names in directories by FTP; default ISO-8859-1.",
                    FtpDirectives::charset),
            carriedOut(
                    "ProxyFtpListOnWildcard",
                    OUTSIDE,
                    1,
                    1,
                    "Whether a name with *?[{~ lists the files that it fits; default On.",
                    call -> call.server().ftp.listOnWildcard = Optional.of(onOff(call))),
            carriedOut(
                    "ProxyFtpEscapeWildcards",
                    OUTSIDE,
                    1,
                    1,
                    "Whether *?[{~ in names of files are marked by a backslash towards servers; default On.",
                    call -> call.server().ftp.escapeWildcards = Optional.of(onOff(call))));

    private FtpDirectives() {}

    private static boolean onOff(HttpdCall call) {
        return HttpdNumbers.onOff(call.word(0), call.directive().name());
    }

    private static void charset(HttpdCall call) {
        if (!FtpConfig.carries(call.word(0))) {
            throw new IllegalArgumentException("'" + call.word(0) + "': " + FtpConfig.CHARSETS);
        }
        call.server().ftp.charset = Optional.of(call.word(0));
    }
}
