package tandem.config;

import static tandem.config.HttpdDirective.ANYWHERE;
import static tandem.config.HttpdDirective.ANY_NUMBER;
import static tandem.config.HttpdDirective.OUTSIDE;
import static tandem.config.HttpdDirective.carriedOut;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tandem.config.HttpdDirective.HttpdCall;
import tandem.core.config.ByteSize;

/** How much clients may send and how long they may take: core's limits, mod_reqtimeout. */
final class ClientDirectives {
    private static final int LARGEST = 1 << 20;
    private static final int MOST_FIELDS = 1000;
    private static final Pattern READING =
            Pattern.compile("(?i)(header|body|handshake)=(\\d{1,5})(?:-(\\d{1,5}))?(?:,MinRate=(\\d{1,7}))?");

    static final List<HttpdDirective> ROWS = List.of(
            carriedOut(
                    "LimitRequestLine",
                    OUTSIDE,
                    1,
                    1,
                    "Bytes of the longest request line; a longer one is answered 414.",
                    call -> everywhere(call, () -> call.draft().client.line = OptionalInt.of(bytes(call)))),
            carriedOut(
                    "LimitRequestFieldSize",
                    OUTSIDE,
                    1,
                    1,
                    "Bytes of the longest header field; a longer one is answered 431 (httpd: 400). Not given: 32 KiB.",
                    call -> everywhere(call, () -> call.draft().client.field = OptionalInt.of(bytes(call)))),
            carriedOut(
                    "LimitRequestFields",
                    OUTSIDE,
                    1,
                    1,
                    "Most header fields; more are answered 431 (httpd: 400). 0, or more than 1000: 1000.",
                    call -> everywhere(call, () -> fields(call))),
            carriedOut(
                    "LimitRequestBody",
                    ANYWHERE,
                    1,
                    1,
                    "Most bytes of a body; a longer one is answered 413, also of what is proxied (httpd: not). 0, or not given: any number.",
                    ClientDirectives::body),
            carriedOut(
                    "KeepAliveTimeout",
                    OUTSIDE,
                    1,
                    1,
                    "How long a connection waits for its next request; not given: 60 s (httpd: 5 s).",
                    call -> everywhere(
                            call,
                            () -> call.draft().client.keepAlive =
                                    Optional.of(HttpdNumbers.time(call.word(0), false, "KeepAliveTimeout")))),
            carriedOut(
                    "KeepAlive",
                    OUTSIDE,
                    1,
                    1,
                    "On; with Off, connections are kept all the same, and a warning says so.",
                    ClientDirectives::keepAlive),
            carriedOut(
                    "RequestReadTimeout",
                    OUTSIDE,
                    1,
                    ANY_NUMBER,
                    "header: the longest time given; body: MinRate counts after the first time; handshake has no effect.",
                    call -> everywhere(call, () -> call.arguments().forEach(word -> reading(call, word)))),
            carriedOut(
                    "HttpProtocolOptions",
                    OUTSIDE,
                    1,
                    3,
                    "Strict; a warning names Unsafe, Allow0.9 and RegisteredMethods, which have no effect.",
                    ClientDirectives::options));

    private ClientDirectives() {}

    /** Carries out what holds for every listener; a virtual host has no say in it. */
    private static void everywhere(HttpdCall call, Runnable effect) {
        if (call.server().isMain()) {
            effect.run();
        } else {
            call.warning(
                    call.place(),
                    "has no effect in <VirtualHost>: it holds for every listener; write it outside of sections");
        }
    }

    private static int bytes(HttpdCall call) {
        String name = call.directive().name();
        int given = HttpdNumbers.integer(call.word(0), 0, Integer.MAX_VALUE, name + " must be a number of bytes");
        if (given == 0 || given > LARGEST) {
            call.warning(call.place(), call.word(0) + " is not carried out; the limit is " + LARGEST + " bytes");
            return LARGEST;
        }
        return Math.max(given, 64);
    }

    private static void fields(HttpdCall call) {
        int given =
                HttpdNumbers.integer(call.word(0), 0, Integer.MAX_VALUE, "LimitRequestFields must be 0 or a number");
        if (given == 0 || given > MOST_FIELDS) {
            call.warning(call.place(), call.word(0) + " is not carried out; the limit is " + MOST_FIELDS + " fields");
        }
        call.draft().client.fields = OptionalInt.of(given == 0 ? MOST_FIELDS : Math.min(given, MOST_FIELDS));
    }

    private static void body(HttpdCall call) {
        if (!call.word(0).matches("\\d{1,18}")) {
            throw new IllegalArgumentException(
                    "LimitRequestBody requires a non-negative integer, not '" + call.word(0) + "'");
        }
        call.section().maxBody = Optional.of(new ByteSize(Long.parseLong(call.word(0))));
    }

    private static void keepAlive(HttpdCall call) {
        if (!HttpdNumbers.onOff(call.word(0), "KeepAlive")) {
            call.warning(
                    call.place(),
                    "has no effect here: connections are kept for further requests; KeepAliveTimeout says how long");
        }
    }

    private static void reading(HttpdCall call, HttpdWord word) {
        Matcher parts = READING.matcher(word.text());
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "'" + word.text() + "' is not header=SECONDS[-SECONDS][,MinRate=BYTES] or body=…");
        }
        Duration first = Duration.ofSeconds(Long.parseLong(parts.group(2)));
        Optional<Duration> longest =
                Optional.ofNullable(parts.group(3)).map(text -> Duration.ofSeconds(Long.parseLong(text)));
        switch (parts.group(1).toLowerCase(Locale.ROOT)) {
            case "header" -> {
                if (first.isPositive()) {
                    call.draft().client.requestHead = Optional.of(longest.orElse(first));
                }
            }
            case "body" -> body(call, word, first, longest, Optional.ofNullable(parts.group(4)));
            default ->
                call.warning(word.place(), "handshake has no effect here: TLS handshakes have a limit of their own");
        }
    }

    private static void body(
            HttpdCall call, HttpdWord word, Duration first, Optional<Duration> longest, Optional<String> rate) {
        if (rate.isEmpty() && first.isPositive() || longest.isPresent()) {
            call.warning(
                    word.place(),
                    "the whole time of a body is not limited, only its pace: write body=SECONDS,MinRate=BYTES");
        }
        rate.ifPresent(bytes -> call.draft().client.pace = Optional.of(new ClientDraft.Pace(
                new ByteSize(Math.min(Long.parseLong(bytes), LARGEST)),
                first.isPositive() ? first : Duration.ofSeconds(1))));
    }

    private static void options(HttpdCall call) {
        for (HttpdWord word : call.arguments()) {
            switch (word.text().toLowerCase(Locale.ROOT)) {
                case "strict", "lenientmethods", "require1.0" -> {
                    // what is done in any case
                }
                case "unsafe", "allow0.9", "registeredmethods" ->
                    call.warning(
                            word.place(),
                            word.text() + " has no effect here: requests are read as with Strict, LenientMethods and"
                                    + " Require1.0");
                default ->
                    throw new IllegalArgumentException("HttpProtocolOptions accepts Unsafe | Strict,"
                            + " RegisteredMethods | LenientMethods, Allow0.9 | Require1.0, not '" + word.text() + "'");
            }
        }
    }
}
