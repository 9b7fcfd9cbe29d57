package tandem.config;

import static tandem.config.HttpdStatus.ACCEPTED_WITHOUT_EFFECT;
import static tandem.config.HttpdStatus.CARRIED_OUT;
import static tandem.config.HttpdStatus.NOT_YET;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import tandem.core.config.MemberFlag;
import tandem.core.config.Weight;

/** The parameters of a member (httpd's worker): mod_proxy's table, with its ranges and sentences. */
final class MemberParameters {
    private static final int MOST = Integer.MAX_VALUE;
    private static final int MOST_CONNECTIONS = 1_000_000;
    private static final int MOST_SECONDS = 86_400;
    private static final String POOL =
            "connections are opened as needed, closed when ttl is over, and httpd does not use"
                    + " older ones again either";
    private static final String BUFFERS = "buffers are not sized by member";
    private static final String AJP = "it speaks of AJP or FastCGI members alone";

    static final List<HttpdParameter<MemberDraft>> ROWS =
            Stream.concat(own(), probing()).toList();

    private static Stream<HttpdParameter<MemberDraft>> probing() {
        return HealthParameters.ROWS.stream().map(row -> row.on((MemberDraft member) -> member.health));
    }

    private static Stream<HttpdParameter<MemberDraft>> own() {
        return Stream.of(
                row("loadfactor", "Its share of requests, two decimals.", (m, v) -> m.weight = weight(v)),
                row(
                        "lbset",
                        "Members of a lower set are exhausted first.",
                        (m, v) -> m.lbset = HttpdNumbers.integer(v, 0, 99, "lbset must be between 0 and 99")),
                row("status", "Letters D, S, H, R, N, I with + or -.", MemberParameters::status),
                row(
                        "retry",
                        "Seconds that a member in error is left alone.",
                        (m, v) -> m.retry = HttpdNumbers.seconds(v, 0, "Retry must be a positive value")),
                row(
                        "route",
                        "Its route in session values.",
                        (m, v) ->
                                m.route = unquoted(HttpdNumbers.atMost(v, 63, "Route length must be < 64 characters"))),
                row(
                        "redirect",
                        "Route of the member to use while this one is not usable.",
                        (m, v) -> m.redirect =
                                unquoted(HttpdNumbers.atMost(v, 63, "Redirect length must be < 64 characters"))),
                row(
                        "connectiontimeout",
                        "How long a connection may take; 3 s if it is not given (httpd: timeout).",
                        (m, v) -> m.connectTimeout = HttpdNumbers.time(v, false, "Connectiontimeout")),
                row(
                        "timeout",
                        "How long it may be silent; else ProxyTimeout, Timeout, 60 s.",
                        (m, v) -> m.timeout = HttpdNumbers.seconds(v, 1, "Timeout must be at least one second")),
                row(
                        "ttl",
                        "How long an unused connection is kept; 60 s if it is not given.",
                        (m, v) -> m.keepIdle = HttpdNumbers.seconds(v, 1, "TTL must be at least one second")),
                row(
                        "disablereuse",
                        "One connection for each request.",
                        (m, v) -> m.reuse = !HttpdNumbers.onOff(v, "DisableReuse")),
                row(
                        "enablereuse",
                        "The opposite of disablereuse.",
                        (m, v) -> m.reuse = HttpdNumbers.onOff(v, "EnableReuse")),
                row(
                        "max",
                        "Most connections of this node to it (httpd: of each child process); 0: any number.",
                        (m, v) -> m.connections = Math.min(
                                MOST_CONNECTIONS, HttpdNumbers.integer(v, 0, MOST, "Max must be a positive number"))),
                accepted("smax", POOL, (m, v) -> HttpdNumbers.integer(v, 0, MOST, "Smax must be a positive number")),
                accepted("min", POOL, (m, v) -> HttpdNumbers.integer(v, 0, MOST, "Min must be a positive number")),
                row(
                        "acquire",
                        "How long a request waits for one of max connections; its timeout if it is not given (httpd: for ever).",
                        (m, v) -> m.acquire = HttpdNumbers.time(v, true, "Acquire timeout")),
                row(
                        "ping",
                        "It is asked for 100-continue before a body is sent; the next member is tried if it is silent.",
                        (m, v) -> m.ping = HttpdNumbers.time(v, false, "Ping/Pong timeout")),
                row(
                        "addressttl",
                        "How often its name is asked for; 30 s if it is not given or -1 (httpd: never again).",
                        MemberParameters::addressttl),
                accepted("keepalive", "it is about TCP probes", (m, v) -> HttpdNumbers.onOff(v, "KeepAlive")),
                accepted("flushpackets", "what is there is always sent at once", (m, v) -> flushpackets(v)),
                accepted(
                        "flushwait",
                        "what is there is always sent at once",
                        (m, v) -> HttpdNumbers.integer(
                                v, 0, 1000, "flushwait must be <= 1000, or 0 for the default of 10 ms")),
                accepted("iobuffersize", BUFFERS, (m, v) -> buffer(v, "IOBufferSize")),
                accepted("receivebuffersize", BUFFERS, (m, v) -> buffer(v, "ReceiveBufferSize")),
                accepted(
                        "responsefieldsize",
                        BUFFERS,
                        (m, v) -> HttpdNumbers.integer(
                                v, 0, MOST, "ResponseFieldSize must be greater than 0 bytes, or 0")),
                accepted("upgrade", "a member's 101 is always carried out", (m, v) -> {}),
                accepted("secret", AJP, (m, v) -> HttpdNumbers.atMost(v, 63, "Secret length must be < 64 characters")),
                accepted("flusher", AJP, (m, v) -> HttpdNumbers.atMost(v, 15, "flusher name too long")),
                notYet("multipathtcp", "write it without"));
    }

    private MemberParameters() {}

    private static HttpdParameter<MemberDraft> row(String name, String doc, BiConsumer<MemberDraft, String> handler) {
        return new HttpdParameter<>(name, CARRIED_OUT, doc, handler);
    }

    private static HttpdParameter<MemberDraft> accepted(
            String name, String doc, BiConsumer<MemberDraft, String> check) {
        return new HttpdParameter<>(name, ACCEPTED_WITHOUT_EFFECT, doc, check);
    }

    private static HttpdParameter<MemberDraft> notYet(String name, String doc) {
        return new HttpdParameter<>(name, NOT_YET, doc, (m, v) -> {});
    }

    private static Weight weight(String value) {
        if (!value.matches("\\d{1,9}(\\.\\d{0,9})?")) {
            throw new IllegalArgumentException("LoadFactor must be a number between 1..100, not '" + value + "'");
        }
        BigDecimal number = new BigDecimal(value);
        if (number.compareTo(BigDecimal.ONE) < 0 || number.compareTo(BigDecimal.valueOf(100)) > 0) {
            throw new IllegalArgumentException("LoadFactor must be a number between 1..100, not " + value);
        }
        return Weight.parse(value);
    }

    private static void addressttl(MemberDraft member, String value) {
        int seconds = HttpdNumbers.integer(value, -1, MOST, "AddressTTL must be -1 or a number of seconds");
        if (seconds >= 0) {
            member.resolveEvery = Duration.ofSeconds(Math.clamp(seconds, 1, MOST_SECONDS));
        }
    }

    private static String unquoted(String value) {
        if (value.startsWith("\"") || value.startsWith("'")) {
            throw new IllegalArgumentException(
                    value + ": the quotes would be part of the value; quote the whole word or nothing");
        }
        return value;
    }

    private static void flushpackets(String value) {
        if (!Set.of("on", "off", "auto").contains(value.toLowerCase(java.util.Locale.ROOT))) {
            throw new IllegalArgumentException("flushpackets must be on|off|auto, not '" + value + "'");
        }
    }

    private static void buffer(String value, String name) {
        String rule = name + " must be >= 512 bytes, or 0 for system default";
        int bytes = HttpdNumbers.integer(value, 0, MOST, rule);
        if (bytes != 0 && bytes < 512) {
            throw new IllegalArgumentException(rule + ", not " + value);
        }
    }

    private static void status(MemberDraft member, String letters) {
        boolean set = true;
        for (char letter : letters.toCharArray()) {
            switch (Character.toUpperCase(letter)) {
                case '+' -> set = true;
                case '-' -> set = false;
                case 'N' -> flag(member, MemberFlag.DRAINING, set);
                case 'D' -> flag(member, MemberFlag.DISABLED, set);
                case 'S' -> flag(member, MemberFlag.STOPPED, set);
                case 'H' -> flag(member, MemberFlag.STANDBY, set);
                case 'R' -> flag(member, MemberFlag.SPARE, set);
                case 'I' -> flag(member, MemberFlag.IGNORE_ERRORS, set);
                case 'O', 'E' -> {
                    // Deliberate: httpd clears E at the first choice and sets O by itself, so neither lasts (reference
                    // §1.5).
                }
                default ->
                    throw new IllegalArgumentException("Unknown status parameter option '" + letter
                            + "'; letters are D disabled, S stopped, H standby, R spare, N draining, I ignore errors");
            }
        }
    }

    private static void flag(MemberDraft member, MemberFlag flag, boolean set) {
        if (set) {
            member.flags.add(flag);
        } else {
            member.flags.remove(flag);
        }
    }
}
