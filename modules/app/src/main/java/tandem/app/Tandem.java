package tandem.app;

import java.util.Objects;

/** The entry point of the distribution: {@code bin/tandem}. */
public final class Tandem {

    private Tandem() {}

    public static void main(String[] arguments) {
        System.out.println("tandem " + version());
    }

    /** The version of this build, or {@code development} when classes do not come from a jar. */
    static String version() {
        return Objects.requireNonNullElse(Tandem.class.getPackage().getImplementationVersion(), "development");
    }
}
