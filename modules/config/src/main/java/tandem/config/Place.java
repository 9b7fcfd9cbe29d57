package tandem.config;

/**
 * A position in a file.
 *
 * @param line 1 is the first; 0 where the whole file is meant
 * @param column 1 is the first; 0 where the whole file is meant
 */
record Place(SourceText source, int line, int column) {
    static Place whole(SourceText source) {
        return new Place(source, 0, 0);
    }

    String frame() {
        return source.frame(line, column);
    }
}
