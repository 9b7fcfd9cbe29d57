package tandem.config;

import static tandem.config.HttpdDirective.ANYWHERE;
import static tandem.config.HttpdDirective.ANY_NUMBER;
import static tandem.config.HttpdDirective.OUTSIDE;
import static tandem.config.HttpdDirective.carriedOut;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tandem.config.HttpdDirective.HttpdCall;
import tandem.core.rule.Expression;

/** mod_log_config and mod_logio: which requests are logged where, and how lines look. */
final class LogFileDirectives {
    static final List<HttpdDirective> ROWS = List.of(
            carriedOut(
                    "LogFormat",
                    OUTSIDE,
                    1,
                    2,
                    "Names the format of an access log's lines (access-log.md); without a name: that of TransferLog.",
                    LogFileDirectives::format),
            carriedOut(
                    "CustomLog",
                    OUTSIDE,
                    2,
                    3,
                    "A file with a line for every request, with env= or expr= for some. Files that were moved are opened anew within a"
                            + " second, all of them with SIGUSR1. Pipes and syslog are named and passed over.",
                    call -> custom(call, call.server().logs.logs)),
            carriedOut(
                    "GlobalLog",
                    OUTSIDE,
                    2,
                    3,
                    "The same for every virtual host, whatever logs it has itself.",
                    call -> custom(call, call.draft().main.logs.everywhere)),
            carriedOut(
                    "TransferLog",
                    OUTSIDE,
                    1,
                    1,
                    "CustomLog with the format that a LogFormat without a name gave last, else the common one.",
                    call -> log(call, Optional.empty(), "", "", call.server().logs.logs)),
            HttpdDirective.accepted("LogIOTrackTTFB", "%^FB is always known."),
            HttpdDirective.accepted("BufferedLogs", "Lines are always written in batches, ten times a second or more."),
            new HttpdDirective(
                    "ErrorLog",
                    ANYWHERE,
                    HttpdStatus.ACCEPTED_WITHOUT_EFFECT,
                    "What Tandem has to say goes to standard error, which systemd keeps in its journal.",
                    1,
                    ANY_NUMBER,
                    call -> call.warning(
                            call.place(),
                            "has no effect here: what this node has to say goes to standard error, which systemd keeps in its"
                                    + " journal")),
            new HttpdDirective(
                    "ForensicLog",
                    OUTSIDE,
                    HttpdStatus.ACCEPTED_WITHOUT_EFFECT,
                    "Requests are logged when they are over (CustomLog).",
                    1,
                    1,
                    call -> call.warning(
                            call.place(), "has no effect here: requests are logged when they are over (CustomLog)")));

    private LogFileDirectives() {}

    private static void format(HttpdCall call) {
        if (call.arguments().size() == 1) {
            call.server().logs.unnamed = Optional.of(call.word(0));
        } else {
            call.server().logs.formats.put(call.word(1), call.word(0));
        }
    }

    private static void custom(HttpdCall call, List<LogDraft.Log> to) {
        String condition = call.arguments().size() > 2 ? call.word(2) : "";
        String variable = "";
        String test = "";
        if (condition.startsWith("env=")) {
            variable = condition.substring("env=".length());
        } else if (condition.startsWith("expr=")) {
            test = condition.substring("expr=".length());
            Expression.parse(test);
        } else if (!condition.isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + condition + "' is not a condition; write env=NAME, env=!NAME or expr=...");
        }
        log(call, Optional.of(call.arguments().get(1)), variable, test, to);
    }

    private static void log(
            HttpdCall call, Optional<HttpdWord> format, String variable, String test, List<LogDraft.Log> to) {
        String file = call.word(0);
        if (file.startsWith("|")) {
            call.warning(
                    call.arguments().get(0).place(),
                    "has no effect here: pipes are not written to; name a file, and have logrotate move it: it is opened anew by"
                            + " itself");
            return;
        }
        if (file.startsWith("syslog")) {
            call.warning(
                    call.arguments().get(0).place(),
                    "has no effect here: syslog is not written to; name a file, or /dev/stdout, which systemd keeps in its journal");
            return;
        }
        try {
            Path path = call.draft().serverRoot.resolve(file);
            to.add(new LogDraft.Log(
                    call.arguments().get(0).place(), call.directive().name(), path, format, variable, test));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + file + "' is not a file name");
        }
    }
}
