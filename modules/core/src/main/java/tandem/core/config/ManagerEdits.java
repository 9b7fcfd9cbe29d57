package tandem.core.config;

import java.util.Optional;

/** What the balancer-manager may do to one balancer. */
public record ManagerEdits(
        @Key(
                doc =
                        "What an edit must show; at most 36 characters; none: nothing but a Referer or an Origin of the own host, under"
                                + " a name that this configuration knows (nonce). Default: one that changes every hour, the same on all nodes.",
                fallback = "")
        Optional<String> nonce,

        @Key(doc = "How many members it may add (growth).", fallback = "0", range = "0..100")
        int growth) {

    /** The word that stands for an edit without a nonce. */
    public static final String NO_NONCE = "none";

    public static final ManagerEdits DEFAULT = new ManagerEdits(Optional.empty(), 0);

    /** Whether edits need no nonce. */
    public boolean withoutNonce() {
        return nonce.filter(NO_NONCE::equalsIgnoreCase).isPresent();
    }
}
