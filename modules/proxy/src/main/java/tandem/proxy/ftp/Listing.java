package tandem.proxy.ftp;

import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPFileEntryParser;
import org.apache.commons.net.ftp.parser.CompositeFileEntryParser;
import org.apache.commons.net.ftp.parser.DefaultFTPFileEntryParserFactory;
import org.apache.commons.net.ftp.parser.MLSxEntryParser;
import org.apache.commons.net.ftp.parser.NTFTPEntryParser;
import org.apache.commons.net.ftp.parser.ParserInitializationException;
import org.apache.commons.net.ftp.parser.UnixFTPEntryParser;
import org.jspecify.annotations.Nullable;
import tandem.core.ftp.DirectoryPage;
import tandem.core.ftp.DirectoryPage.Entry;

/** Reads what a server says of a directory, line by line, and makes the rows of its page. One thread. */
final class Listing {
    private static final int LONGEST_LINE = 8192;

    private final FTPFileEntryParser parser;
    private final boolean facts;

    private Listing(FTPFileEntryParser parser, boolean facts) {
        this.parser = parser;
        this.facts = facts;
    }

    /** Of MLSD, which has one form; RFC 3659. */
    static Listing ofFacts() {
        return new Listing(MLSxEntryParser.getInstance(), true);
    }

    /**
     * Of LIST, whose form is the server's own.
     *
     * @param system what it says of itself (SYST); empty if it says nothing
     */
    static Listing of(String system) {
        if (!system.isEmpty()) {
            try {
                return new Listing(new DefaultFTPFileEntryParserFactory().createFileEntryParser(system), false);
            } catch (ParserInitializationException e) {
                // what most servers write, whatever they call themselves
                return usual();
            }
        }
        return usual();
    }

    private static Listing usual() {
        return new Listing(
                new CompositeFileEntryParser(
                        new FTPFileEntryParser[] {new UnixFTPEntryParser(), new NTFTPEntryParser()}),
                false);
    }

    /** Takes the rows as they come. */
    @FunctionalInterface
    interface Rows {
        void row(String html) throws IOException;
    }

    /** Reads it all. */
    void read(InputStream lines, Rows rows) throws IOException {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(new ShortLines(lines), StandardCharsets.ISO_8859_1))) {
            String line = parser.readNextEntry(reader);
            while (line != null) {
                String row = row(line);
                if (!row.isEmpty()) {
                    rows.row(row);
                }
                line = parser.readNextEntry(reader);
            }
        }
    }

    /** The row of a line; empty for what is none of the directory's own. */
    String row(String line) {
        String lower = line.toLowerCase(Locale.ROOT);
        boolean itself =
                facts ? lower.contains("type=cdir;") || lower.contains("type=pdir;") : lower.startsWith("total ");
        if (line.isBlank() || itself) {
            return "";
        }
        FTPFile file = parsed(line);
        if (file == null || file.getName() == null || file.getName().isEmpty()) {
            return DirectoryPage.row(line);
        }
        String name = file.getName();
        if (name.equals(".") || name.equals("..")) {
            return "";
        }
        return DirectoryPage.row(new Entry(
                name, file.isDirectory(), file.isSymbolicLink() ? -1 : file.getSize(), file.getTimestampInstant()));
    }

    private @Nullable FTPFile parsed(String line) {
        try {
            return parser.parseFTPEntry(line);
        } catch (RuntimeException e) {
            // a line that its parser stumbles over is shown as it is
            return null;
        }
    }

    /** Fails where a line does not end. */
    private static final class ShortLines extends FilterInputStream {
        private int length;

        ShortLines(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            int read = read(one, 0, 1);
            return read < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int most) throws IOException {
            int read = super.read(into, offset, most);
            for (int i = offset; i < offset + read; i++) {
                length = into[i] == '\n' ? 0 : length + 1;
                if (length > LONGEST_LINE) {
                    throw new IOException("a line of its directory is longer than " + LONGEST_LINE + " bytes");
                }
            }
            return read;
        }
    }
}
