package tandem.core.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads messages from bytes by the letter of RFC 9112: CRLF, tokens, no control characters, one way to say where a body ends.
 * What a proxy sends must pass it, whatever the proxy was sent. One thread.
 */
public final class WireReader {
    /** The bytes are no HTTP/1.1; the message says why. */
    public static final class NotHttp extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotHttp(String sentence) {
            super(sentence);
        }
    }

    /** The bytes end before the message does. */
    public static final class CutShort extends RuntimeException {
        private static final long serialVersionUID = 1;

        CutShort(String where) {
            super("the bytes end within " + where);
        }
    }

    private final byte[] bytes;
    private int at;

    public WireReader(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /** Whether all is read. */
    public boolean atEnd() {
        return at == bytes.length;
    }

    /** How many bytes are read. */
    public int position() {
        return at;
    }

    /** Reads a request. */
    public Message request() {
        String line = line("a request line");
        String[] parts = line.split(" ", -1);
        require(parts.length == 3, "the request line has not three parts: " + line);
        require(token(parts[0]), "the method is no token: " + parts[0]);
        require(!parts[1].isEmpty() && parts[1].chars().allMatch(c -> c > 0x20 && c < 0x7f), "the target: " + parts[1]);
        require(parts[2].equals("HTTP/1.1") || parts[2].equals("HTTP/1.0"), "the version: " + parts[2]);
        List<Message.Line> fields = fields();
        Message head = new Message(line, fields, new byte[0], false);
        require(!parts[2].equals("HTTP/1.1") || head.all("Host").size() == 1, "a request has not one Host");
        return body(head, false, true);
    }

    /**
     * Reads a response.
     *
     * @param toHead whether it answers HEAD
     */
    public Message response(boolean toHead) {
        String line = line("a status line");
        require(line.matches("HTTP/1\\.[01] [1-5]\\d\\d (?s:.*)"), "the status line: " + line);
        Message head = new Message(line, fields(), new byte[0], false);
        int status = head.status();
        if (status < 200 || status == 204) {
            require(head.all("Content-Length").isEmpty(), "a " + status + " has a Content-Length");
            require(head.all("Transfer-Encoding").isEmpty(), "a " + status + " has a Transfer-Encoding");
        }
        return body(head, toHead || status < 200 || status == 204 || status == 304, false);
    }

    private Message body(Message head, boolean none, boolean request) {
        List<String> lengths = head.all("Content-Length");
        List<String> codings = head.all("Transfer-Encoding");
        require(lengths.size() + codings.size() <= 1, "a message says more than once how long it is");
        require(lengths.isEmpty() || lengths.getFirst().matches("\\d{1,18}"), "Content-Length: " + lengths);
        require(codings.isEmpty() || codings.getFirst().equals("chunked"), "Transfer-Encoding: " + codings);
        require(codings.isEmpty() || head.start().contains("HTTP/1.1"), "an HTTP/1.0 message has a Transfer-Encoding");
        if (none) {
            return head;
        }
        if (!codings.isEmpty()) {
            return new Message(head.start(), head.fields(), chunks(), true);
        }
        if (!lengths.isEmpty()) {
            return new Message(head.start(), head.fields(), take(Long.parseLong(lengths.getFirst()), "a body"), false);
        }
        return request ? head : new Message(head.start(), head.fields(), take(bytes.length - at, "a body"), false);
    }

    private List<Message.Line> fields() {
        List<Message.Line> fields = new ArrayList<>();
        for (String line = line("a head"); !line.isEmpty(); line = line("a head")) {
            int colon = line.indexOf(':');
            require(colon > 0, "a line without a name: " + line);
            String name = line.substring(0, colon);
            require(token(name), "a name that is no token: " + name);
            String value = line.substring(colon + 1);
            require(value.chars().allMatch(c -> c == '\t' || c >= 0x20 && c != 0x7f), "a control character: " + name);
            fields.add(new Message.Line(name, value.replaceAll("^[ \t]+|[ \t]+$", "")));
        }
        return fields;
    }

    private byte[] chunks() {
        StringBuilder body = new StringBuilder();
        while (true) {
            String line = line("a chunk line");
            require(line.matches("[0-9a-fA-F]{1,15}"), "a chunk line of a proxy: " + line);
            long size = Long.parseLong(line, 16);
            if (size == 0) {
                fields();
                return Bytes.of(body.toString());
            }
            body.append(Bytes.text(take(size, "a chunk")));
            require(line("the end of a chunk").isEmpty(), "a chunk is longer than it says");
        }
    }

    private byte[] take(long length, String what) {
        if (length > bytes.length - at) {
            throw new CutShort(what);
        }
        byte[] taken = Arrays.copyOfRange(bytes, at, at + (int) length);
        at += (int) length;
        return taken;
    }

    private String line(String what) {
        for (int end = at; end < bytes.length; end++) {
            if (bytes[end] == '\n') {
                require(end > at && bytes[end - 1] == '\r', "a line that ends in LF alone");
                String line = Bytes.text(Arrays.copyOfRange(bytes, at, end - 1));
                require(line.indexOf('\r') < 0 && line.indexOf('\0') < 0, "CR or NUL within a line: " + line);
                at = end + 1;
                return line;
            }
        }
        throw new CutShort(what);
    }

    private static boolean token(String text) {
        return text.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    }

    private static void require(boolean held, String sentence) {
        if (!held) {
            throw new NotHttp(sentence);
        }
    }
}
