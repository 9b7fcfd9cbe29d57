package tandem.app;

import tandem.app.cli.CommandLineRoot;

/** Where the program starts. */
public final class Tandem {
    private Tandem() {}

    public static void main(String[] args) {
        int code = CommandLineRoot.execute(args);
        System.out.flush();
        System.exit(code);
    }
}
