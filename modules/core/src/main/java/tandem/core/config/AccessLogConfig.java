package tandem.core.config;

import java.nio.file.Path;
import java.util.Map;

/** One file with a line for every request that was answered (Apache's CustomLog). */
public record AccessLogConfig(
        @Key(
                doc =
                        "Where the lines go; its directory must be there. /dev/stdout and /dev/stderr are this process's own.",
                example = "/var/log/tandem/access.log")
        Path file,

        @Key(
                doc =
                        "What a line says: common, combined, vhost-combined, decision, json, or a text in the language of Apache's LogFormat"
                                + " (access-log.md lists its words).",
                fallback = "combined",
                example = "\"%h %t \\\"%r\\\" %>s %D %{reason}X\"")
        String format,

        @Key(
                doc =
                        "With format json: the members of each line's object by name, each in the language of LogFormat; absent: the"
                                + " usual ones.",
                fallback = "",
                example = "\"%>s\"")
        Map<String, String> fields,

        @Key(
                doc = "Only requests that have this variable set, or with ! before it have not (env=).",
                fallback = "\"\"",
                example = "\"!quiet\"")
        String variable,

        @Key(
                doc = "Only requests for which this expression holds (expr=).",
                fallback = "\"\"",
                example = "\"%{REQUEST_STATUS} -ge 400\"")
        String test) {

    public AccessLogConfig {
        fields = Ordered.copy(fields);
    }

    /** Lines of every request. */
    public AccessLogConfig(Path file, String format) {
        this(file, format, Map.of(), "", "");
    }
}
