package tandem.app.bundle;

import java.util.List;
import java.util.regex.Pattern;

/** Takes out of texts what looks like a secret. Where files with secrets are is no secret. */
public final class Masking {
    private static final String MASK = "(masked)";
    private static final String WORDS = "(?:secret|password|passwd|passphrase|token|api-?key|authorization|cookie)";

    private record Mask(Pattern pattern, String replacement) {}

    private static final List<Mask> MASKS = List.of(
            new Mask(
                    Pattern.compile(
                            "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|\\z)",
                            Pattern.DOTALL),
                    MASK),
            // user:password@ in URLs
            new Mask(Pattern.compile("(?<=://)[^/@\\s:\"]+:[^/@\\s\"]+(?=@)"), MASK),
            // "Authorization: Basic abc", "set-cookie: x=y"; to the end of the line or of the quoted text
            new Mask(
                    Pattern.compile("(?i)\\b((?:proxy-)?authorization|(?:set-)?cookie)(\\s*:\\s*)[^\"\\r\\n\\\\]+"),
                    "$1$2" + MASK),
            // secret=x, password: "x", --token x; not secret-file, and not the name of a sticky cookie, which is a bare
            // word
            new Mask(
                    Pattern.compile("(?i)\\b([\\w-]*" + WORDS.replace("|authorization|cookie", "")
                            + ")(\\\\?\"?\\s*[=:]\\s*\\\\?[\"']?)(?!\\s)[^\\s\"',}\\\\]+"),
                    "$1$2" + MASK),
            // the values of requests' cookies: NAME=value.route
            new Mask(Pattern.compile("\\b(BALANCEID|JSESSIONID|ROUTEID|PHPSESSID)=[^\\s;,\"&]+"), "$1=" + MASK));

    private Masking() {}

    /** The text without them. */
    public static String of(String text) {
        String masked = text;
        for (Mask mask : MASKS) {
            masked = mask.pattern().matcher(masked).replaceAll(mask.replacement());
        }
        return masked;
    }
}
