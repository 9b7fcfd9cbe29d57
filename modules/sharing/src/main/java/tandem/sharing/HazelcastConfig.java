package tandem.sharing;

import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.spi.MemberAddressProvider;
import java.net.InetSocketAddress;
import java.util.Map;
import tandem.core.text.IpAddress;

/**
 * Hazelcast's configuration: few threads, quick to notice a dead peer, quick to merge, bound to the cluster link alone,
 * nothing sent home.
 */
final class HazelcastConfig {
    // Minors of Hazelcast do not mix in one cluster, so the cluster's name has it.
    private static final String NAME_PREFIX = "tandem-5.7-";

    private static final Map<String, String> PROPERTIES = Map.ofEntries(
            Map.entry("hazelcast.phone.home.enabled", "false"),
            Map.entry("hazelcast.logging.type", "slf4j"),
            Map.entry("hazelcast.shutdownhook.enabled", "false"),
            Map.entry("hazelcast.socket.bind.any", "false"),
            Map.entry("hazelcast.wait.seconds.before.join", "0"),
            Map.entry("hazelcast.max.wait.seconds.before.join", "2"),
            Map.entry("hazelcast.heartbeat.interval.seconds", "1"),
            Map.entry("hazelcast.max.no.heartbeat.seconds", "5"),
            Map.entry("hazelcast.merge.first.run.delay.seconds", "5"),
            Map.entry("hazelcast.merge.next.run.delay.seconds", "5"),
            Map.entry("hazelcast.connection.monitor.interval", "10"),
            Map.entry("hazelcast.connection.monitor.max.faults", "0"),
            Map.entry("hazelcast.operation.call.timeout.millis", "3000"),
            Map.entry("hazelcast.operation.backup.timeout.millis", "1000"),
            Map.entry("hazelcast.backpressure.enabled", "true"),
            Map.entry("hazelcast.partition.count", "31"),
            Map.entry("hazelcast.io.input.thread.count", "1"),
            Map.entry("hazelcast.io.output.thread.count", "1"),
            Map.entry("hazelcast.io.balancer.interval.seconds", "0"),
            Map.entry("hazelcast.operation.thread.count", "2"),
            Map.entry("hazelcast.operation.generic.thread.count", "2"),
            Map.entry("hazelcast.operation.priority.generic.thread.count", "1"),
            Map.entry("hazelcast.operation.response.thread.count", "1"),
            Map.entry("hazelcast.event.thread.count", "1"),
            Map.entry("hazelcast.clientengine.thread.count", "1"),
            Map.entry("hazelcast.clientengine.blocking.thread.count", "1"),
            Map.entry("hazelcast.clientengine.query.thread.count", "1"),
            Map.entry("hazelcast.health.monitoring.level", "OFF"),
            Map.entry("hazelcast.slow.operation.detector.enabled", "false"));

    private HazelcastConfig() {}

    static Config of(SharingSettings settings) {
        Config config = new Config();
        config.setClusterName(NAME_PREFIX + settings.cluster());
        config.setInstanceName(
                settings.cluster() + "/" + settings.node() + "@" + settings.bindAddress() + ":" + settings.port());
        PROPERTIES.forEach(config::setProperty);
        config.getJetConfig().setEnabled(false);
        config.getMetricsConfig().setEnabled(false);
        network(config.getNetworkConfig(), settings);
        config.getReplicatedMapConfig("tandem.*")
                .setInMemoryFormat(InMemoryFormat.BINARY)
                .setAsyncFillup(true);
        config.getSerializationConfig().setJavaSerializationFilterConfig(filter());
        return config;
    }

    /**
     * Our own values are strings and bytes, but Hazelcast answers with its own exceptions as serialised Java objects: a filter
     * without them leaves the caller of an operation waiting when a partition is on the move.
     */
    private static JavaSerializationFilterConfig filter() {
        JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig().setDefaultsDisabled(true);
        filter.getWhitelist()
                .addClasses("[B", "java.io.IOException", "java.io.EOFException")
                .addPrefixes("com.hazelcast.", "java.lang.", "[Ljava.lang.", "java.util.");
        filter.getBlacklist().addPrefixes("com.hazelcast.shaded.");
        return filter;
    }

    private static void network(NetworkConfig network, SharingSettings settings) {
        network.setPort(settings.port()).setPortAutoIncrement(false);
        network.getMemberAddressProviderConfig().setEnabled(true).setImplementation(new OwnAddress(settings));
        network.getJoin().getAutoDetectionConfig().setEnabled(false);
        network.getJoin().getMulticastConfig().setEnabled(false);
        TcpIpConfig nodes = network.getJoin().getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(1);
        settings.peers().forEach(nodes::addMember);
    }

    /**
     * Binds to the configured address whether or not an interface lists it: loopback addresses other than 127.0.0.1 are
     * usable without being listed, and Hazelcast's own interface matching refuses them.
     */
    private record OwnAddress(SharingSettings settings) implements MemberAddressProvider {
        @Override
        public InetSocketAddress getBindAddress() {
            return new InetSocketAddress(IpAddress.parse(settings.bindAddress()), settings.port());
        }

        @Override
        public InetSocketAddress getBindAddress(EndpointQualifier qualifier) {
            return getBindAddress();
        }

        @Override
        public InetSocketAddress getPublicAddress() {
            return getBindAddress();
        }

        @Override
        public InetSocketAddress getPublicAddress(EndpointQualifier qualifier) {
            return getBindAddress();
        }
    }
}
