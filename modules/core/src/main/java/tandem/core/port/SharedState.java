package tandem.core.port;

import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import tandem.core.setting.Setting;
import tandem.core.share.NodeReport;
import tandem.core.status.Event;
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

    /** What a peer told of its counters by another way than this, not longer ago than its next report here. */
    default void heard(NodeReport report) {}

    /** How long ago the node's newest report came; empty if none ever did. */
    default OptionalLong ageMillis(String node) {
        return OptionalLong.empty();
    }

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

        /** The newest events of this node, oldest first, to be known on every node; at most some hundred; any thread. */
        List<Event> history();

        /** Events came from a peer, known ones among them. Called as {@link #arrived}. */
        void learned(Collection<Event> events);

        /** Something worth an event happened, as a sentence. */
        void noted(String sentence);
    }
}
