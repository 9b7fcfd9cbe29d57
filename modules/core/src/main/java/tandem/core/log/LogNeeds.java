package tandem.core.log;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What lines need to know that would not be kept otherwise, and what they ask in vain. One thread. */
final class LogNeeds {
    private final Set<String> responseFields = new LinkedHashSet<>();
    private final List<String> missing = new ArrayList<>();
    private boolean variables;

    /** A response field, by its name in lower case. */
    void responseField(String name) {
        responseFields.add(name.toLowerCase(Locale.ROOT));
    }

    /** The request's variables. */
    void variables() {
        variables = true;
    }

    /** Something that is not known here, so that a hyphen takes its place. */
    void missing(String directive) {
        missing.add(directive);
    }

    boolean needsVariables() {
        return variables;
    }

    Set<String> responseFields() {
        return responseFields;
    }

    List<String> missing() {
        return missing;
    }
}
