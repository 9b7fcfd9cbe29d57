package tandem.failover.vip;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.text.IpAddress;
import tandem.failover.election.Station;

/** Hands connections over by rules of nf_tables. */
final class NftFlows implements Flows {
    private static final Logger LOG = LoggerFactory.getLogger(NftFlows.class);

    private final Supplier<FlowRules> rules;
    private final Map<VipAddress, String> devices;
    private final Set<InetAddress> every;
    private final Nft nft;
    private List<FlowRules.Line> kept = List.of();

    /**
     * @param rules asked for whenever some are put up: listeners change
     * @param fenced the group's virtual addresses, by their interface
     * @param every those of all groups: none of them is a node's own
     */
    NftFlows(Supplier<FlowRules> rules, Map<String, List<VipAddress>> fenced, Set<InetAddress> every, Nft nft) {
        this.every = Set.copyOf(every);
        this.rules = rules;
        this.nft = nft;
        this.devices = new LinkedHashMap<>();
        fenced.forEach((device, vips) -> vips.forEach(vip -> devices.put(vip, device)));
    }

    @Override
    public Look look() {
        List<Station> stations = new ArrayList<>();
        for (Map.Entry<VipAddress, String> entry : devices.entrySet()) {
            Optional<Station> station = station(entry.getKey(), entry.getValue());
            if (station.isEmpty()) {
                return new Look.Unable(entry.getValue() + " has no address of its own beside "
                        + entry.getKey().host() + " by which a peer could pass packets on");
            }
            stations.add(station.get());
        }
        return new Look.Able(stations);
    }

    private Optional<Station> station(VipAddress vip, String device) {
        try {
            NetworkInterface found = NetworkInterface.getByName(device);
            byte[] hardware = found == null ? null : found.getHardwareAddress();
            if (found == null || hardware == null || hardware.length != 6) {
                return Optional.empty();
            }
            return found.getInterfaceAddresses().stream()
                    .map(InterfaceAddress::getAddress)
                    .filter(address -> vip.four() ? own(address) : linkLocal(address))
                    .findFirst()
                    .map(address -> new Station(
                            vip.host(),
                            literal(address),
                            MacAddress.of(hardware).toString()));
        } catch (SocketException e) {
            LOG.debug("interface {} does not say what it is: {}", device, e.getMessage());
            return Optional.empty();
        }
    }

    private boolean own(InetAddress address) {
        return address instanceof Inet4Address && !every.contains(address);
    }

    private static boolean linkLocal(InetAddress address) {
        return address instanceof Inet6Address && address.isLinkLocalAddress();
    }

    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    @Override
    public Optional<String> forward(List<Station> old, long nanos) {
        kept = List.of();
        return install(old, lines -> rules.get().forward(lines, TimeUnit.NANOSECONDS.toMillis(nanos)));
    }

    @Override
    public Optional<String> keep(List<Station> fresh, long nanos) {
        return install(fresh, lines -> {
            kept = lines;
            return rules.get().keep(lines, TimeUnit.NANOSECONDS.toMillis(nanos));
        });
    }

    @Override
    public void divert() {
        if (!kept.isEmpty()) {
            nft.run(rules.get().divert(kept))
                    .ifPresent(why -> LOG.debug("new connections are taken a while longer: {}", why));
        }
    }

    private Optional<String> install(List<Station> others, Function<List<FlowRules.Line>, String> text) {
        if (!(look() instanceof Look.Able own)) {
            return Optional.of("this node has no address of its own on an interface of the virtual addresses");
        }
        List<FlowRules.Line> lines = new ArrayList<>();
        for (Station station : own.stations()) {
            Optional<Station> other =
                    others.stream().filter(o -> o.vip().equals(station.vip())).findFirst();
            VipAddress vip = VipAddress.of(station.vip());
            String device = devices.get(vip);
            if (other.isEmpty() || device == null) {
                return Optional.of("the other node does not have " + station.vip());
            }
            try {
                // Deliberate: through the parsers, so that nothing of a peer's text reaches nft as it came
                String address = literal(IpAddress.parse(other.get().address()));
                String mac = MacAddress.parse(other.get().mac()).toString();
                lines.add(new FlowRules.Line(vip, device, station.address(), address, mac));
            } catch (IllegalArgumentException e) {
                return Optional.of("the other node gave no usable address for " + station.vip());
            }
        }
        return nft.run(text.apply(lines));
    }

    @Override
    public void clear() {
        kept = List.of();
        nft.run(rules.get().none())
                .ifPresent(why ->
                        LOG.debug("tables {} were not removed: {}", rules.get().table(), why));
    }
}
