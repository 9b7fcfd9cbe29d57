package tandem.app.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who asks for a change, and why; kept with it and shown wherever it is shown. */
final class ReasonOptions {
    @Option(names = "--comment", paramLabel = "TEXT", description = "Why; shown wherever the change is shown.")
    private String comment = "";

    @Mixin
    private final AuthorOption author = new AuthorOption();

    String comment() {
        return comment;
    }

    String author() {
        return author.author();
    }
}
