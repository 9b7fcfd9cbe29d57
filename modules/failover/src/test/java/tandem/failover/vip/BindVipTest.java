package tandem.failover.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tandem.core.config.VipConfig;
import tandem.core.config.VipProviderKind;
import tandem.core.port.Outcome;
import tandem.core.port.VipListeners;
import tandem.core.text.IpAddress;

class BindVipTest implements VipProviderContract {
    private final Ports ports = new Ports();
    private final VipProvider vip = VipProviders.of(
                    new VipScope("shop", "lb1", "main", List.of(), Optional.empty(), Optional.empty()),
                    List.of(new VipConfig("127.0.0.100", Optional.empty(), VipProviderKind.BIND)),
                    ports)
            .providers()
            .getFirst();

    @Override
    public VipProvider vip() {
        return vip;
    }

    @Override
    public boolean held() {
        return ports.open.contains(IpAddress.parse("127.0.0.100"));
    }

    @Test
    void a_port_that_another_process_has_refuses_the_address_with_the_reason() {
        ports.taken = true;

        Outcome outcome = vip.show();

        assertThat(outcome).isEqualTo(new Outcome.Refused("could not listen on 127.0.0.100:8080: the port is in use"));
        assertThat(vip.renew()).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void a_bound_address_has_no_lifetime() {
        assertThat(vip.lifetimeNanos()).isEqualTo(Long.MAX_VALUE);
    }

    private static final class Ports implements VipListeners {
        private final Set<InetAddress> open = new HashSet<>();
        private boolean taken;

        @Override
        public Outcome open(InetAddress address) {
            if (taken) {
                return new Outcome.Refused("could not listen on 127.0.0.100:8080: the port is in use");
            }
            open.add(address);
            return new Outcome.Done("listening");
        }

        @Override
        public void close(InetAddress address) {
            open.remove(address);
        }

        @Override
        public SortedSet<Integer> ports() {
            return new TreeSet<>();
        }
    }
}
