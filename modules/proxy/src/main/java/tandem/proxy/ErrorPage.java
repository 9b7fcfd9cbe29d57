package tandem.proxy;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tandem.core.rule.OwnPage;
import tandem.proxy.http.Framing;
import tandem.proxy.http.ResponseHead;

/** The pages that Tandem itself answers with: the status and one sentence, nothing of the inside. */
final class ErrorPage {
    private ErrorPage() {}

    /**
     * Fills the head and returns the body.
     *
     * @param own the configured page; null for the usual one
     */
    static byte[] make(ResponseHead head, int status, String sentence, @Nullable OwnPage own, boolean toHead) {
        if (own != null && own.body().length > 0) {
            begin(head, status, own.contentType(), own.body().length, toHead);
            return own.body();
        }
        String title = status + " " + reason(status);
        byte[] body = ("<!DOCTYPE html>\n<html lang=\"en\"><head><title>" + title + "</title></head>\n<body><h1>"
                        + title + "</h1><p>" + sentence + "</p></body></html>\n")
                .getBytes(StandardCharsets.US_ASCII);
        begin(head, status, "text/html; charset=us-ascii", body.length, toHead);
        return body;
    }

    /** Fills the head alone. */
    static void begin(ResponseHead head, int status, String contentType, int length, boolean toHead) {
        head.fields().clear();
        head.begin(status, reason(status), true);
        head.fields().add("Content-Type", contentType);
        head.framing(toHead ? Framing.NONE : Framing.LENGTH, length);
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 301 -> "Moved Permanently";
            case 302 -> "Found";
            case 303 -> "See Other";
            case 307 -> "Temporary Redirect";
            case 308 -> "Permanent Redirect";
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 410 -> "Gone";
            case 413 -> "Content Too Large";
            case 401 -> "Unauthorized";
            case 500 -> "Internal Server Error";
            case 408 -> "Request Timeout";
            case 414 -> "URI Too Long";
            case 417 -> "Expectation Failed";
            case 431 -> "Request Header Fields Too Large";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            default -> "Error";
        };
    }
}
