package tandem.core.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of a PEM text (RFC 7468); what stands between them is a comment. */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----\\s*(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final int MOST_CHARACTERS = 1 << 20;

    private Pem() {}

    /**
     * One block.
     *
     * @param label such as {@code CERTIFICATE} or {@code RSA PRIVATE KEY}
     * @param encrypted whether its own header says that it is encrypted, as PKCS#1 and SEC1 files do
     */
    record Block(String label, byte[] bytes, boolean encrypted) {}

    /** @throws IllegalArgumentException with a sentence if a block is cut short or is not Base64 */
    static List<Block> blocks(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("is larger than 1 MiB, so it is hardly a PEM file");
        }
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        int end = 0;
        while (matcher.find()) {
            blocks.add(block(matcher.group(1), matcher.group(2)));
            end = matcher.end();
        }
        if (text.indexOf("-----BEGIN ", end) >= 0) {
            throw new IllegalArgumentException("has a block without its -----END line; the file is cut short");
        }
        return blocks;
    }

    private static Block block(String label, String body) {
        StringBuilder base64 = new StringBuilder();
        boolean encrypted = false;
        for (String line : body.split("\\R")) {
            if (line.indexOf(':') >= 0) {
                encrypted |= line.startsWith("Proc-Type:") && line.contains("ENCRYPTED");
            } else {
                base64.append(line.strip());
            }
        }
        try {
            return new Block(
                    label, encrypted ? new byte[0] : Base64.getDecoder().decode(base64.toString()), encrypted);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("has a " + label + " block that is not Base64", e);
        }
    }
}
