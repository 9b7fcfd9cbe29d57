package tandem.core.config;

import java.util.List;
import java.util.Locale;

/** Which responses of members are compressed (gzip) on their way to clients that accept it. Immutable. */
public record CompressionConfig(
        @Key(doc = "false: nothing is compressed here, whatever says so for more than this.", fallback = "true")
        boolean enabled,

        @Key(
                doc =
                        "The media types that are, without parameters, of responses with status 200; TYPE/* is every one of a"
                                + " kind, \"*/*\" every one but what is packed already, and of every status. gRPC never is.",
                fallback =
                        "[text/html, text/plain, text/css, text/xml, text/csv, text/javascript, application/javascript,"
                                + " application/json, application/ld+json, application/manifest+json, application/problem+json,"
                                + " application/xml, application/xhtml+xml, application/rss+xml, application/atom+xml,"
                                + " application/wasm, image/svg+xml]")
        List<String> types,

        @Key(
                doc = "What is shorter stays as it is; one whose length the member does not say is compressed.",
                fallback = "1KiB")
        ByteSize minSize,

        @Key(doc = "From 1, fast, to 9, small.", fallback = "5", range = "1..9")
        int level) {

    /** Every media type. */
    public static final String EVERY = "*/*";

    private static final String TOKEN = "[a-z0-9!#$&^_.+-]+";
    private static final List<String> PACKED = List.of(
            "image/png",
            "image/jpeg",
            "image/gif",
            "image/webp",
            "image/avif",
            "application/gzip",
            "application/x-gzip",
            "application/zip",
            "application/zstd",
            "application/x-7z-compressed",
            "application/x-xz",
            "application/x-bzip2",
            "application/vnd.rar",
            "font/woff",
            "font/woff2");

    /** @throws IllegalArgumentException with a sentence for the operator */
    public CompressionConfig {
        types = types.stream().map(type -> type.toLowerCase(Locale.ROOT)).toList();
        for (String type : types) {
            if (!type.equals(EVERY) && !type.matches(TOKEN + "/(" + TOKEN + "|\\*)")) {
                throw new IllegalArgumentException(
                        "types: '" + type + "' is not a media type such as text/html, text/* or */*");
            }
        }
    }

    /**
     * Whether responses of this type are. As with httpd's AddOutputFilterByType, those of a status other than 200 are only where every
     * type is.
     *
     * @param status    an HTTP status
     * @param mediaType in lower case, without parameters
     */
    public boolean covers(int status, String mediaType) {
        if (mediaType.startsWith("application/grpc") || status != 200 && !types.contains(EVERY)) {
            return false;
        }
        for (int i = 0; i < types.size(); i++) {
            String type = types.get(i);
            if (type.equals(mediaType)) {
                return true;
            }
            if (type.endsWith("/*") && (type.equals(EVERY) ? !packed(mediaType) : below(mediaType, type))) {
                return true;
            }
        }
        return false;
    }

    private static boolean below(String mediaType, String wildcard) {
        return mediaType.startsWith(wildcard.substring(0, wildcard.length() - 1)) && !packed(mediaType);
    }

    private static boolean packed(String mediaType) {
        return mediaType.startsWith("video/") || mediaType.startsWith("audio/") || PACKED.contains(mediaType);
    }
}
