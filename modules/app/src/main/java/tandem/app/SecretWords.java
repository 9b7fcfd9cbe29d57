package tandem.app;

import java.util.List;
import java.util.stream.Collectors;
import tandem.identity.Secret;

/** Says which secrets a node has, so that people can compare nodes. */
public final class SecretWords {
    private SecretWords() {}

    /** Of the secrets that a node has just begun to use. */
    static String inForce(List<Secret> secrets) {
        return "cluster secret in force: " + of(secrets);
    }

    /** Their fingerprints, the newest first. */
    public static String of(List<Secret> secrets) {
        return secrets.stream().map(Secret::fingerprint).collect(Collectors.joining(", and until it is retired "));
    }
}
