package tandem.core.tls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a client says first (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2), as far as the choice of a certificate depends on it.
 *
 * @param serverName the name that it asks for, lower case; empty if it names none
 * @param newest whether it speaks TLS 1.3
 * @param suites the cipher suites that it offers, by their numbers
 * @param schemes the signatures that it checks, by their numbers; empty if it does not say
 * @param protocols what it offers by ALPN; empty if it offers nothing
 */
public record ClientHello(
        String serverName, boolean newest, List<Integer> suites, List<Integer> schemes, List<String> protocols) {
    private static final int HEADER = 5;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int MESSAGE_HEADER = 4;

    /** The longest that is looked at; those of browsers have 2,000 bytes. */
    private static final int MOST = 16_000;

    /** The most bytes that it may be spread over, headers of records included: a buffer for one record holds them. */
    private static final int MOST_SPREAD = 16_500;

    private static final int SERVER_NAME = 0;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int ALPN = 16;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int TLS_1_3 = 0x0304;

    public ClientHello {
        suites = List.copyOf(suites);
        schemes = List.copyOf(schemes);
        protocols = List.copyOf(protocols);
    }

    /**
     * How many of the bytes belong to it, records' headers included; 0 if it is not there as a whole yet, and all of them if what is
     * there will never be one. The buffer stays as it is.
     */
    public static int length(ByteBuffer bytes) {
        int length = lengthSoFar(bytes);
        return length == 0 && bytes.remaining() >= MOST_SPREAD ? bytes.remaining() : length;
    }

    private static int lengthSoFar(ByteBuffer bytes) {
        int at = bytes.position();
        int wanted = MESSAGE_HEADER;
        int got = 0;
        while (got < wanted) {
            if (bytes.limit() - at < HEADER) {
                return at > bytes.position() || bytes.get(bytes.position()) == HANDSHAKE ? 0 : bytes.remaining();
            }
            int size = bytes.getShort(at + 3) & 0xffff;
            if (bytes.get(at) != HANDSHAKE || size == 0 || size > MOST) {
                return bytes.remaining();
            }
            int there = Math.min(size, bytes.limit() - at - HEADER);
            if (got == 0 && there >= MESSAGE_HEADER) {
                int body = bytes.getInt(at + HEADER) & 0xffffff;
                if (bytes.get(at + HEADER) != CLIENT_HELLO || body > MOST) {
                    return bytes.remaining();
                }
                wanted = MESSAGE_HEADER + body;
            } else if (got == 0 && size < MESSAGE_HEADER) {
                return bytes.remaining();
            }
            if (there < size) {
                return 0;
            }
            got += size;
            at += HEADER + size;
        }
        return at - bytes.position();
    }

    /** Reads it out of whole records; null if it is none, or damaged. */
    public static @Nullable ClientHello read(byte[] records) {
        try {
            ByteBuffer message = joined(records);
            if (message.remaining() < MESSAGE_HEADER || message.get() != CLIENT_HELLO) {
                return null;
            }
            message.get();
            ByteBuffer body = part(message, message.getShort() & 0xffff);
            return hello(body);
        } catch (RuntimeException e) {
            // Deliberate: whatever is damaged, whoever speaks TLS says so to the client
            return null;
        }
    }

    private static ByteBuffer joined(byte[] records) {
        ByteBuffer from = ByteBuffer.wrap(records);
        ByteBuffer message = ByteBuffer.allocate(records.length);
        while (from.remaining() > HEADER) {
            from.position(from.position() + 3);
            message.put(part(from, from.getShort() & 0xffff));
        }
        return message.flip();
    }

    private static ByteBuffer part(ByteBuffer from, int length) {
        ByteBuffer part = from.slice(from.position(), length);
        from.position(from.position() + length);
        return part;
    }

    private static ClientHello hello(ByteBuffer body) {
        body.position(2 + 32);
        part(body, body.get() & 0xff);
        List<Integer> suites = numbers(part(body, body.getShort() & 0xffff));
        part(body, body.get() & 0xff);
        String name = "";
        boolean newest = false;
        List<Integer> schemes = List.of();
        List<String> protocols = List.of();
        ByteBuffer all = body.hasRemaining() ? part(body, body.getShort() & 0xffff) : body;
        while (all.hasRemaining()) {
            int type = all.getShort() & 0xffff;
            ByteBuffer extension = part(all, all.getShort() & 0xffff);
            switch (type) {
                case SERVER_NAME -> name = name(extension);
                case SIGNATURE_ALGORITHMS -> schemes = numbers(part(extension, extension.getShort() & 0xffff));
                case ALPN -> protocols = protocols(part(extension, extension.getShort() & 0xffff));
                case SUPPORTED_VERSIONS ->
                    newest = numbers(part(extension, extension.get() & 0xff)).contains(TLS_1_3);
                default -> {
                    // the choice of a certificate does not depend on it
                }
            }
        }
        return new ClientHello(name, newest, suites, schemes, protocols);
    }

    private static List<Integer> numbers(ByteBuffer from) {
        List<Integer> numbers = new ArrayList<>(from.remaining() / 2);
        while (from.hasRemaining()) {
            numbers.add(from.getShort() & 0xffff);
        }
        return numbers;
    }

    private static String name(ByteBuffer extension) {
        ByteBuffer list = part(extension, extension.getShort() & 0xffff);
        while (list.hasRemaining()) {
            int type = list.get();
            String name = text(part(list, list.getShort() & 0xffff));
            if (type == 0) {
                return name.toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }

    private static List<String> protocols(ByteBuffer list) {
        List<String> protocols = new ArrayList<>();
        while (list.hasRemaining()) {
            protocols.add(text(part(list, list.get() & 0xff)));
        }
        return protocols;
    }

    private static String text(ByteBuffer from) {
        return StandardCharsets.ISO_8859_1.decode(from).toString();
    }

    /**
     * The kinds of keys whose signatures it takes, {@code EC} before {@code RSA} as their signatures cost a server less.
     *
     * @param older whether TLS 1.2 may be agreed on
     * @param newer whether TLS 1.3 may
     */
    public List<String> keyTypes(boolean older, boolean newer) {
        List<String> types = new ArrayList<>(2);
        boolean by13 = newest && newer;
        if (schemes.isEmpty() ? !by13 : schemes.stream().anyMatch(ClientHello::isEcdsa)) {
            if (by13 || older && suites.stream().anyMatch(ClientHello::isForEcdsa)) {
                types.add("EC");
            }
        }
        if (schemes.isEmpty() ? !by13 : schemes.stream().anyMatch(by13 ? ClientHello::isPss : ClientHello::isRsa)) {
            if (by13 || older && suites.stream().anyMatch(suite -> !isForEcdsa(suite))) {
                types.add("RSA");
            }
        }
        return types;
    }

    private static boolean isEcdsa(int scheme) {
        return scheme == 0x0403 || scheme == 0x0503 || scheme == 0x0603 || scheme == 0x0203;
    }

    private static boolean isPss(int scheme) {
        return scheme >= 0x0804 && scheme <= 0x0806;
    }

    private static boolean isRsa(int scheme) {
        return isPss(scheme) || scheme == 0x0401 || scheme == 0x0501 || scheme == 0x0601 || scheme == 0x0201;
    }

    /** ECDHE_ECDSA with AES-CBC (RFC 4492, 5289), AES-GCM (5289) or ChaCha20 (7905). */
    private static boolean isForEcdsa(int suite) {
        return suite == 0xc009
                || suite == 0xc00a
                || suite == 0xc023
                || suite == 0xc024
                || suite == 0xc02b
                || suite == 0xc02c
                || suite == 0xcca9;
    }
}
