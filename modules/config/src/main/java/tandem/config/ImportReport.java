package tandem.config;

import java.util.List;

/**
 * An httpd.conf as native YAML.
 *
 * @param yaml the text; loading it gives an equal configuration
 * @param notCarriedOver what the httpd.conf says and the YAML does not, as warnings; may be empty
 */
public record ImportReport(String yaml, List<Finding> notCarriedOver) {
    public ImportReport {
        notCarriedOver = List.copyOf(notCarriedOver);
    }

    /** Turns what was loaded from an httpd.conf into YAML. */
    public static ImportReport of(Loaded.Ok loaded) {
        return new ImportReport(YamlWriter.write(loaded.config()), loaded.warnings());
    }
}
