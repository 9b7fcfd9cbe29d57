package tandem.core.port;

import java.util.Collection;
import java.util.List;
import tandem.core.setting.Setting;
import tandem.core.share.NodeReport;
import tandem.core.status.SharingStatus;

/**
 * Shares operator settings and node reports with the peers in the background. Nothing here blocks, and traffic and takeover
 * never depend on it. Implemented by sharing. Any thread.
 */
public interface SharedState extends AutoCloseable {
    /** Queues settings for the peers; for each key only the newest is sent. */
    void publish(Collection<Setting> settings);

    /** Publishes this node's report now instead of at the next beat, and waits for it at most this long. */
    void flush(long timeoutMillis);

    /** The newest report of every other node, in no order; a node that is gone stays with its last one. */
    List<NodeReport> peers();

    SharingStatus status();

    /** Leaves; blocks for at most two seconds. */
    @Override
    void close();

    /** What sharing needs of its node. */
    interface Source {
        /** The report to publish; any thread. */
        NodeReport report();

        /** Every setting that this node knows, to be offered when the node joins or a split heals; any thread. */
        Collection<Setting> settings();

        /** Settings came from a peer. Called on a thread of sharing's own, never one of Hazelcast's; may block briefly. */
        void arrived(Collection<Setting> settings);

        /** Something worth an event happened, as a sentence. */
        void noted(String sentence);
    }
}
