package tandem.config;

import java.util.List;
import tandem.core.config.TandemConfig;

/** What came of reading a configuration. */
public sealed interface Loaded {
    /**
     * It can be used.
     *
     * @param warnings what the operator should know, in the order of the files; may be empty
     */
    record Ok(TandemConfig config, List<Finding> warnings) implements Loaded {
        public Ok {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * It cannot be used.
     *
     * @param findings every error of the run, and the warnings; at least one error
     */
    record Broken(List<Finding> findings) implements Loaded {
        public Broken {
            findings = List.copyOf(findings);
        }
    }
}
