package tandem.app.acme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import tandem.core.acme.Kept;
import tandem.core.config.AcmeConfig;
import tandem.core.config.ListenAddress;
import tandem.core.config.ListenerConfig;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.TandemConfig;
import tandem.core.config.TlsVersion;
import tandem.core.port.NodeClock;
import tandem.core.port.Ownership.OwnershipStatus;
import tandem.core.status.NodeStatus;
import tandem.core.status.Role;
import tandem.core.tls.TestCertificates;
import tandem.identity.acme.CertificateShelf;
import tandem.identity.acme.PendingChallenges;

/** What two nodes have of ordered certificates, with a link in memory that may lose messages; lb1 comes first. */
final class AcmePair implements AutoCloseable {
    static final List<String> NAMES = List.of("shop.example", "www.shop.example");

    final Map<String, Side> sides = new LinkedHashMap<>();
    final AtomicInteger lost = new AtomicInteger();
    final List<byte[]> carried = new CopyOnWriteArrayList<>();
    volatile boolean cut;
    volatile boolean wanted = true;
    volatile String orderer = "lb1";

    private final Path directory;

    AcmePair(Path directory) {
        this.directory = directory;
        sides.put("lb1", new Side("lb1"));
        sides.put("lb2", new Side("lb2"));
    }

    /** One of the nodes. */
    final class Side {
        final String node;
        final Path state;
        final PendingChallenges challenges = new PendingChallenges();
        final CertificateShelf shelf;
        final List<String> said = new CopyOnWriteArrayList<>();
        final AcmeTalk talk;

        Side(String node) {
            this.node = node;
            this.state = directory.resolve(node);
            this.shelf = new CertificateShelf(state, NodeClock.SYSTEM);
            this.talk = new AcmeTalk(node, shelf, challenges, NodeClock.SYSTEM, () -> wanted, new AcmeTalk.Voice() {
                @Override
                public void arrived(Kept kept, String from) {
                    said.add(kept.name() + " from " + from);
                }

                @Override
                public void failed(String sentence) {
                    said.add(sentence);
                }
            });
        }

        void start() {
            talk.start(bytes -> sides.values().stream()
                    .filter(other -> other != this && !cut)
                    .filter(other -> lost.getAndUpdate(left -> Math.max(0, left - 1)) == 0)
                    .forEach(other -> {
                        carried.add(bytes);
                        other.talk.received(bytes);
                    }));
        }

        /** As this node sees it: both are in the view unless they are cut off. */
        OwnershipStatus ownership() {
            List<NodeStatus> nodes = new ArrayList<>();
            sides.keySet().stream()
                    .sorted((one, other) -> Boolean.compare(other.equals(orderer), one.equals(orderer)))
                    .forEach(name -> nodes.add(new NodeStatus(
                            name, name.equals(node), name.equals(node) || !cut, Role.STANDBY, "", 0, 0, "", "", "")));
            return new OwnershipStatus(Role.STANDBY, "", 0, nodes, List.of());
        }
    }

    Side lb1() {
        return sides.get("lb1");
    }

    Side lb2() {
        return sides.get("lb2");
    }

    void start() {
        sides.values().forEach(Side::start);
    }

    /** A certificate that some authority issued, with its key. */
    static String text() {
        return TestCertificates.text("shop-ec.key") + TestCertificates.text("shop-ec.pem");
    }

    /** What wants a certificate for {@link #NAMES}. */
    static TandemConfig config() {
        ListenerTlsConfig tls = new ListenerTlsConfig(
                        List.of(), TlsVersion.BOTH, List.of(), false, java.time.Duration.ofSeconds(10))
                .withAcme(NAMES);
        return TandemConfig.empty()
                .edit()
                .acme(Optional.of(new AcmeConfig(
                        "https://ca.example/directory", List.of(), true, Optional.empty(), AcmeConfig.ALL)))
                .listeners(Map.of(
                        "web", new ListenerConfig(new ListenAddress("*", 80)),
                        "secure", new ListenerConfig(new ListenAddress("*", 443), Optional.of(tls))))
                .done();
    }

    /** Every file that a node keeps, as one text. */
    static String files(Path state) {
        StringBuilder all = new StringBuilder();
        try (var files = Files.list(state.resolve("acme"))) {
            for (Path file : files.toList()) {
                all.append(Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toString();
    }

    @Override
    public void close() {
        sides.values().forEach(side -> side.talk.close());
    }
}
