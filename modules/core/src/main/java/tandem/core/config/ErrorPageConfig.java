package tandem.core.config;

import java.nio.file.Path;
import java.util.Optional;

/** What is shown in place of this node's own page about an error. Once a configuration is read, files are texts. */
public record ErrorPageConfig(
        @Key(
                doc = "For which status, or class of them; one status wins over its class.",
                range = "400..599, 4xx, 5xx",
                example = "503")
        ErrorStatus status,

        @Key(doc = "The page's body; nothing of all this: this node's own page.", fallback = "\"\"")
        String text,

        @Key(doc = "Where the client is redirected to instead.", fallback = "")
        Optional<String> location,

        @Key(
                doc =
                        "A file with the page's body, UTF-8 and at most 256 KiB, in place of text; read when the configuration is, so a"
                                + " reload reads it again.",
                fallback = "",
                example = "sorry.html")
        Optional<Path> file,

        @Key(
                doc = "The body's media type; absent: HTML, or by the file's ending .json or .txt.",
                fallback = "",
                example = "application/json")
        Optional<String> contentType) {

    /** A page of HTML, or a redirect. */
    public ErrorPageConfig(int status, String text, Optional<String> location) {
        this(ErrorStatus.of(status), text, location, Optional.empty(), Optional.empty());
    }

    /** The same with the body and the type that its file has. */
    public ErrorPageConfig with(String body, Optional<String> type) {
        return new ErrorPageConfig(status, body, location, Optional.empty(), type);
    }
}
