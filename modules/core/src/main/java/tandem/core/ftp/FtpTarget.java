package tandem.core.ftp;

import java.util.ArrayList;
import java.util.List;

/**
 * What a URL's path names at a server by FTP; RFC 1738 section 3.2. Characters stand for bytes (0..255), none of them is a control
 * character, so that none can end a command. Immutable. Any thread.
 *
 * @param absolute whether it begins at the server's root rather than where the login leads: the path began with {@code /%2F}
 * @param directories to be changed to, one after the other; none is empty, {@code .} or {@code ..}
 * @param name of the file, or a pattern; empty for the directory itself
 * @param type how it is to be carried
 * @param below whether there is something above it that the client may ask for too
 */
public record FtpTarget(boolean absolute, List<String> directories, String name, Type type, boolean below) {
    /** How a file is carried: the {@code ;type=} of a URL. */
    public enum Type {
        IMAGE,
        ASCII,
        /** A directory is meant, though its name does not end with a slash. */
        DIRECTORY
    }

    private static final String TYPE = ";type=";
    private static final String ROOT = "/%2F";
    private static final String WILD = "*?[{~";

    public FtpTarget {
        directories = List.copyOf(directories);
    }

    /** A path that nothing is asked for with: it could mean something else to the server than it does to rules and people. */
    public static final class BadTarget extends Exception {
        private static final long serialVersionUID = 1;

        BadTarget(String reason) {
            super(reason, null, false, false);
        }

        /** What is wrong with it, as a sentence without the path itself. */
        public String reason() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * Reads it.
     *
     * @param path whole, still encoded; a query is of no meaning by FTP
     * @param free whether it may begin at the server's root, which is not for those who ask below a path of somebody else's choice
     * @param below whether there is something above it that the client may ask for too
     * @throws BadTarget if it cannot be carried out
     */
    public static FtpTarget of(String path, boolean free, boolean below) throws BadTarget {
        String rest = plain(path);
        int question = path.indexOf('?');
        String whole = question < 0 ? path : path.substring(0, question);
        Type type = whole.length() == rest.length() ? Type.IMAGE : type(whole.substring(rest.length() + TYPE.length()));
        boolean absolute = free && atRoot(rest);
        if (absolute) {
            rest = rest.substring(ROOT.length());
        }
        List<String> names = new ArrayList<>();
        for (String segment : rest.split("/")) {
            String name = name(segment);
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        boolean file = !names.isEmpty() && !rest.endsWith("/");
        String name = file ? names.removeLast() : "";
        return new FtpTarget(absolute, names, name, type, below);
    }

    /** Whether a path begins at the server's root: with {@code /%2F}. */
    public static boolean atRoot(String path) {
        return path.regionMatches(true, 0, ROOT, 0, ROOT.length());
    }

    /** A path without query and type. */
    public static String plain(String path) {
        int question = path.indexOf('?');
        String rest = question < 0 ? path : path.substring(0, question);
        int typeAt = rest.lastIndexOf(TYPE);
        return typeAt >= 0 && rest.indexOf('/', typeAt) < 0 ? rest.substring(0, typeAt) : rest;
    }

    private static Type type(String word) throws BadTarget {
        return switch (word) {
            case "a", "A" -> Type.ASCII;
            case "i", "I" -> Type.IMAGE;
            case "d", "D" -> Type.DIRECTORY;
            default -> throw new BadTarget("the type is none of a, i and d");
        };
    }

    /** What percent-encoding stands for, one character a byte; what is no encoding stays. */
    public static String decoded(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            int high = text.charAt(i) == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            plain.append(low < 0 ? text.charAt(i) : (char) (high * 16 + low));
            i += low < 0 ? 0 : 2;
        }
        return plain.toString();
    }

    private static String name(String segment) throws BadTarget {
        StringBuilder plain = new StringBuilder(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '%') {
                int high = i + 2 < segment.length() ? Character.digit(segment.charAt(i + 1), 16) : -1;
                int low = high < 0 ? -1 : Character.digit(segment.charAt(i + 2), 16);
                if (low < 0) {
                    throw new BadTarget("the path has a % that is not followed by two hexadecimal digits");
                }
                c = (char) (high * 16 + low);
                i += 2;
                if (c == '/') {
                    throw new BadTarget("a name in the path has a slash");
                }
            }
            if (control(c)) {
                throw new BadTarget("the path has a control character");
            }
            plain.append(c);
        }
        String name = plain.toString();
        if (name.equals(".") || name.equals("..")) {
            throw new BadTarget("the path has a dot segment");
        }
        return name;
    }

    /** Whether it could end a command, or be taken for a word of Telnet, which FTP's commands go by. */
    static boolean control(char c) {
        return c < 0x20 || c == 0x7f || c >= 0xff;
    }

    /** Whether its name has a character that servers may take for a pattern of names. */
    public boolean wild() {
        return name.chars().anyMatch(c -> WILD.indexOf(c) >= 0);
    }

    /**
     * A name as commands have it.
     *
     * @param escape whether what may be taken for a pattern is marked as meant
     */
    public static String inCommand(String name, boolean escape) {
        StringBuilder text = new StringBuilder(name.length() + 4);
        if (!escape && name.startsWith("~")) {
            // not somebody's home
            text.append("./");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (escape && (c == '\\' || WILD.indexOf(c) >= 0)) {
                text.append('\\');
            }
            text.append(c);
        }
        return text.toString();
    }
}
