package tandem.failover;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import tandem.core.config.Profile;
import tandem.core.config.VipConfig;
import tandem.core.config.VipProviderKind;
import tandem.core.port.NodeClock;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership;
import tandem.core.status.Role;
import tandem.failover.election.FenceKind;
import tandem.failover.vip.Fence;
import tandem.failover.vip.VipGuard;
import tandem.failover.vip.VipProvider;
import tandem.failover.vip.VipWatch;

/** A node in a process of its own, to be killed and frozen; says on standard output when it shows and hides the address. */
final class ChildNode {
    private ChildNode() {}

    static FailoverSettings settings(String node, int port) {
        Map<String, String> addresses = new LinkedHashMap<>();
        addresses.put("lb1", "127.0.0.73");
        addresses.put("lb2", "127.0.0.74");
        return new FailoverSettings("child", node, addresses, port, Profile.NORMAL);
    }

    /** Arguments: port, file of the identity. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        FailoverNode.start(
                settings("lb1", Integer.parseInt(arguments[0])),
                TestTls.security(Path.of(arguments[1])),
                List.of(new VipGroup(
                        List.of(new VipHandle(
                                new VipConfig(FakeVip.ADDRESS, Optional.empty(), VipProviderKind.NETLINK),
                                new SpokenVip())),
                        Fence.none(FenceKind.ADDRESS_LIFETIME, "spoken"),
                        VipGuard.none(),
                        VipWatch.none())),
                Reachability.ALWAYS,
                new Surroundings(
                        NodeClock.SYSTEM,
                        new Silent(),
                        new SimpleMeterRegistry(),
                        Path.of(arguments[1]).resolveSibling("lb1")));
        Thread.currentThread().join();
    }

    private static final class Silent implements Ownership.Listener {
        @Override
        public void roleChanged(String group, Role before, Role now, String reason) {
            say("role " + now.word());
        }

        @Override
        public void noted(String sentence) {}
    }

    private static final class SpokenVip implements VipProvider {
        @Override
        public Outcome preflight() {
            return done();
        }

        @Override
        public void cleanUp() {}

        @Override
        public Outcome silent(BooleanSupplier goOn) {
            return done();
        }

        @Override
        public Outcome show() {
            say("show");
            return done();
        }

        @Override
        public Outcome renew() {
            return show();
        }

        @Override
        public void announce() {}

        @Override
        public Outcome hide() {
            say("hide");
            return done();
        }

        @Override
        public long lifetimeNanos() {
            return FakeVip.LIFETIME;
        }

        @Override
        public String guarantee() {
            return "spoken";
        }

        @Override
        public void close() {}

        private static Outcome done() {
            return new Outcome.Done("done");
        }
    }

    private static synchronized void say(String word) {
        System.out.println(word);
        System.out.flush();
    }
}
