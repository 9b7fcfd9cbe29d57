package tandem.core.config;

import java.util.Optional;
import java.util.regex.Pattern;
import tandem.core.ftp.FtpLogin;

/** How members with {@code ftp://} URLs are asked (Apache's mod_proxy_ftp). */
public record FtpConfig(
        @Key(
                doc =
                        "Whom clients are logged in as that name nobody themselves (by Authorization: Basic); default: anonymous. In an"
                                + " httpd.conf it stands in the member's URL.",
                fallback = "",
                example = "reader")
        Optional<String> user,

        @Key(doc = "That user's password.", fallback = "", example = "secret")
        Optional<String> password,

        @Key(
                doc = "The character set of names in directories, which FTP does not tell (ProxyFtpDirCharset).",
                fallback = "UTF-8",
                example = "ISO-8859-1")
        String charset,

        @Key(
                doc = "A name with one of *?[{~ lists the files that it fits, rather than to ask for one of that name"
                        + " (ProxyFtpListOnWildcard).",
                fallback = "true")
        boolean listOnWildcard,

        @Key(
                doc = "Mark *?[{~ in names of files by a backslash, so that servers take them for what they are"
                        + " (ProxyFtpEscapeWildcards).",
                fallback = "true")
        boolean escapeWildcards,

        @Key(
                doc = "While so many transfers by FTP are under way at this node, further requests get 503.",
                fallback = "100",
                range = "1..10000")
        int transfers) {

    public static final FtpConfig DEFAULT = new FtpConfig(Optional.empty(), Optional.empty(), "UTF-8", true, true, 100);

    /** What a character set may be, as a sentence's end. */
    public static final String CHARSETS =
            "names are shown in UTF-8, US-ASCII, ISO-8859-1 to -16, windows-1250 to -1258, KOI8-R, KOI8-U, Shift_JIS, EUC-JP, EUC-KR,"
                    + " Big5, GBK or GB18030";

    private static final Pattern CARRIED = Pattern.compile(
            "(?i)utf-8|us-ascii|iso-8859-(?:[1-9]|1[0-6])|windows-125[0-8]|koi8-[ru]|shift_jis|euc-(?:jp|kr)|big5|gbk|gb18030");
    private static final FtpLogin ANONYMOUS = new FtpLogin("anonymous", "tandem@");

    /**
     * Whether a character set can be that of a page whose markup is written in ASCII by somebody who does not read the names: in
     * those that change their meaning midway (UTF-7, ISO-2022), escaping protects nobody.
     */
    public static boolean carries(String charset) {
        return CARRIED.matcher(charset).matches();
    }

    /** Whom clients are logged in as that name nobody. */
    public FtpLogin login() {
        return user.map(name -> new FtpLogin(name, password.orElse(""))).orElse(ANONYMOUS);
    }

    @Override
    public String toString() {
        return "FtpConfig[" + user.orElse("anonymous") + ", " + charset + "]";
    }
}
