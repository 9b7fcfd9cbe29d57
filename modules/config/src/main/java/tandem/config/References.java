package tandem.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** The references that are generated from the code and committed; a test compares them. */
public final class References {
    private References() {}

    /** The text of each file by its name in docs/reference. */
    public static Map<String, String> all() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("configuration.md", ConfigurationReference.text());
        files.put("httpd-directives.md", HttpdReference.text());
        files.put("access-log.md", AccessLogReference.text());
        files.put("tandem.schema.json", JsonSchema.text());
        return files;
    }
}
