package tandem.app;

import java.util.Collection;
import java.util.List;
import tandem.core.port.SharedState;
import tandem.core.setting.Setting;
import tandem.core.share.NodeReport;
import tandem.core.status.SharingStatus;

/** Shared state of a node without peers: nothing is shared. Any thread. */
final class LoneState implements SharedState {
    @Override
    public void publish(Collection<Setting> settings) {}

    @Override
    public void flush(long timeoutMillis) {}

    @Override
    public List<NodeReport> peers() {
        return List.of();
    }

    @Override
    public SharingStatus status() {
        return SharingStatus.OFF;
    }

    @Override
    public void close() {}
}
