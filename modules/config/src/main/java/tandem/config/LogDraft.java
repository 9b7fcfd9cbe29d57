package tandem.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an httpd.conf says of the access logs of the main server or of one virtual host. One thread. */
final class LogDraft {
    final Map<String, String> formats = new LinkedHashMap<>();
    final List<Log> logs = new ArrayList<>();

    /** Of every server, whatever logs it has itself. */
    final List<Log> everywhere = new ArrayList<>();

    /** The format of TransferLog. */
    Optional<String> unnamed = Optional.empty();

    /**
     * A CustomLog or TransferLog.
     *
     * @param format a name or a text; empty: that of TransferLog
     * @param variable env=; empty for none
     * @param test expr=; empty for none
     */
    record Log(Place place, String directive, Path file, Optional<HttpdWord> format, String variable, String test) {}
}
