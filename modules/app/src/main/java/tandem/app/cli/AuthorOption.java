package tandem.app.cli;

import picocli.CommandLine.Option;

/** Who asks; kept with what is done. */
final class AuthorOption {
    @Option(
            names = "--author",
            paramLabel = "NAME",
            description = "Who asks (default: the user of this command, by sudo the one who called it).")
    private String author = "";

    String author() {
        if (!author.isBlank()) {
            return author;
        }
        String behindSudo = System.getenv("SUDO_USER");
        return behindSudo == null || behindSudo.isBlank() ? System.getProperty("user.name", "") : behindSudo;
    }
}
