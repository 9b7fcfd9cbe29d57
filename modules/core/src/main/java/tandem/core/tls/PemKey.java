package tandem.core.tls;

import java.io.ByteArrayOutputStream;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Reads the private key of a PEM text: PKCS#8, PKCS#1 (RSA) or SEC1 (EC), none of them encrypted. Any thread. */
public final class PemKey {
    private static final String ENCRYPTED = "holds an encrypted key, for which a node would have to ask at every start;"
            + " decrypt it (openssl pkey -in OLD -out NEW) and let only the node's user read it";
    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC_PUBLIC_KEY = HexFormat.of().parseHex("06072a8648ce3d0201");
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int PARAMETERS = 0xa0;
    private static final int OBJECT_IDENTIFIER = 0x06;

    private PemKey() {}

    /**
     * The first private key.
     *
     * @throws IllegalArgumentException with a sentence that follows the file's name; it never quotes the key
     */
    public static PrivateKey read(String text) {
        for (Pem.Block block : Pem.blocks(text)) {
            if (block.label().endsWith("PRIVATE KEY")) {
                return key(block);
            }
        }
        throw new IllegalArgumentException(
                "holds no private key; a PEM file with -----BEGIN PRIVATE KEY----- is expected");
    }

    private static PrivateKey key(Pem.Block block) {
        if (block.encrypted() || block.label().startsWith("ENCRYPTED")) {
            throw new IllegalArgumentException(ENCRYPTED);
        }
        byte[] der = block.bytes();
        return switch (block.label()) {
            case "PRIVATE KEY" -> pkcs8(der, "RSA", "EC", "EdDSA");
            case "RSA PRIVATE KEY" -> pkcs8(sequence(VERSION_0, RSA, wrapped(OCTETS, der)), "RSA");
            case "EC PRIVATE KEY" ->
                pkcs8(sequence(VERSION_0, sequence(EC_PUBLIC_KEY, curve(der)), wrapped(OCTETS, der)), "EC");
            default ->
                throw new IllegalArgumentException(
                        "holds a " + block.label() + ", which is not usable; RSA and EC keys are");
        };
    }

    private static PrivateKey pkcs8(byte[] der, String... algorithms) {
        for (String algorithm : algorithms) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                // not this algorithm; the next one is tried
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has " + algorithm, e);
            }
        }
        throw new IllegalArgumentException("holds a private key that cannot be read; it is none of "
                + String.join(", ", List.of(algorithms)) + ", or damaged");
    }

    /** The curve's identifier out of a SEC1 key, where its optional parameters carry it. */
    private static byte[] curve(byte[] sec1) {
        int at = 0;
        while (at + 2 < sec1.length) {
            boolean found = (sec1[at] & 0xff) == PARAMETERS && sec1[at + 2] == OBJECT_IDENTIFIER;
            int length = sec1[at + 1] & 0xff;
            if (found && at + 2 + length <= sec1.length) {
                return Arrays.copyOfRange(sec1, at + 2, at + 2 + length);
            }
            // the outermost sequence is entered, what is in it is passed over
            boolean enter = at == 0;
            int lengthBytes = length > 0x80 ? 1 + (length & 0x7f) : 1;
            at += 1 + lengthBytes + (enter ? 0 : length);
        }
        throw new IllegalArgumentException(
                "holds an EC key that does not name its curve; convert it with openssl pkey -in OLD -out NEW");
    }

    private static byte[] sequence(byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        return wrapped(SEQUENCE, content.toByteArray());
    }

    private static byte[] wrapped(int tag, byte[] content) {
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.write(tag);
        int length = content.length;
        if (length >= 0x10000) {
            throw new IllegalArgumentException("holds a key that is too long");
        }
        if (length >= 0x100) {
            der.write(0x82);
            der.write(length >> 8);
        } else if (length >= 0x80) {
            der.write(0x81);
        }
        der.write(length);
        der.writeBytes(content);
        return der.toByteArray();
    }
}
