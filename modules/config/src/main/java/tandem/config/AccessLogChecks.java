package tandem.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tandem.core.config.AccessLogConfig;
import tandem.core.config.TandemConfig;
import tandem.core.log.LogFormat;
import tandem.core.log.LogRule;

/** Looks at access logs: whether their formats can be read and their files written. */
final class AccessLogChecks {
    private final TandemConfig config;
    private final Places places;
    private final Report report;
    private final boolean here;

    /** @param here whether the configuration is for this machine, so that its directories must be there */
    AccessLogChecks(TandemConfig config, Places places, Report report, boolean here) {
        this.config = config;
        this.places = places;
        this.report = report;
        this.here = here;
    }

    void check() {
        logs("", config.accessLog());
        for (int i = 0; i < config.sites().size(); i++) {
            logs("sites[" + i + "].", config.sites().get(i).accessLog());
        }
    }

    private void logs(String before, List<AccessLogConfig> logs) {
        for (int i = 0; i < logs.size(); i++) {
            String key = before + "access-log[" + i + "]";
            format(key, logs.get(i));
            file(key, logs.get(i).file());
        }
    }

    private void format(String key, AccessLogConfig log) {
        try {
            List<String> missing = LogRule.missing(log);
            if (!missing.isEmpty()) {
                report.warning(
                        places.of(key + ".format"),
                        key + ".format",
                        "a hyphen stands for what is not known here: " + String.join(" ", missing));
            }
        } catch (IllegalArgumentException e) {
            report.error(places.of(key + ".format"), key + ".format", String.valueOf(e.getMessage()));
            return;
        }
        boolean word = log.format().indexOf('%') < 0
                && !LogFormat.NAMED.containsKey(log.format())
                && !log.format().equals("json");
        if (word && !places.of(key).source().name().endsWith(".conf")) {
            report.warning(
                    places.of(key + ".format"),
                    key + ".format",
                    "'" + log.format()
                            + "' says nothing of a request, so every line will be that; write common, combined, vhost-combined, decision,"
                            + " json, or a text such as \"%h %t \\\"%r\\\" %>s\"");
        }
    }

    private void file(String key, Path file) {
        String flaw = flaw(file.toAbsolutePath());
        if (flaw.isEmpty()) {
            return;
        }
        String remedy = file.toString().contains("${")
                ? "; set the variable in the environment, as httpd's envvars does, or with Define"
                : "; create it for the user that Tandem runs as, or name another file";
        String sentence = flaw + remedy;
        if (here) {
            report.error(places.of(key + ".file"), key + ".file", sentence);
        } else {
            report.warning(places.of(key + ".file"), key + ".file", "on this machine " + sentence);
        }
    }

    /** What keeps lines from being written; empty for nothing. */
    private static String flaw(Path file) {
        Path directory = file.getParent();
        if (Files.isDirectory(file)) {
            return file + " is a directory, not a file";
        }
        if (Files.exists(file)) {
            boolean output = file.startsWith("/dev") || file.startsWith("/proc");
            return output || Files.isWritable(file) ? "" : file + " cannot be written by this user";
        }
        if (directory == null || !Files.isDirectory(directory)) {
            return "the directory of " + file + " is not there";
        }
        return Files.isWritable(directory) ? "" : directory + " cannot be written by this user";
    }
}
