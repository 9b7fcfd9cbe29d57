package tandem.failover;

import java.util.List;
import javax.crypto.SecretKey;
import javax.net.ssl.SSLContext;

/**
 * What proves that a peer belongs to the cluster.
 *
 * @param tls mutual TLS with certificates of the cluster's own authority; a peer without one is refused
 * @param voteKeys for HMAC-SHA256 of votes, at least one, the newest first; signatures by any are accepted
 */
public record LinkSecurity(SSLContext tls, List<SecretKey> voteKeys) {
    public LinkSecurity {
        voteKeys = List.copyOf(voteKeys);
    }
}
