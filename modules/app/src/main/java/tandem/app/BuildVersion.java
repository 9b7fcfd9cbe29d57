package tandem.app;

import java.util.Optional;

/** The version that this build calls itself. */
public final class BuildVersion {
    private BuildVersion() {}

    /** From the jar's manifest; {@code development} when run from class files. */
    public static String text() {
        return Optional.ofNullable(BuildVersion.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
