package tandem.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tandem.app.acme.AcmeDesk;
import tandem.app.acme.AcmeTalk;
import tandem.core.acme.Kept;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership.OwnershipStatus;
import tandem.core.status.OrderStatus;
import tandem.identity.acme.AcmeOrders;
import tandem.identity.acme.AttemptsFile;
import tandem.identity.acme.CertificateShelf;
import tandem.identity.acme.PendingChallenges;
import tandem.proxy.tls.Certificates;

/**
 * Everything a node has to do with certificates that are ordered automatically, put together: what it keeps is there before listeners
 * open, orders begin once the node takes part. Does nothing while the configuration has no {@code acme}. Any thread.
 */
final class CertificateOffice implements AutoCloseable {
    private static final String KIND = "certificates";

    private final Foundation base;
    private final MeterRegistry meters;
    private final PendingChallenges challenges = new PendingChallenges();
    private final CertificateShelf shelf;
    private final AttemptsFile attempts;
    private final Certificates certificates;
    private final AcmeTalk talk;
    private volatile @Nullable AcmeDesk desk;
    private boolean measured;

    CertificateOffice(Foundation base, Path stateDirectory, MeterRegistry meters) {
        this.base = base;
        this.meters = meters;
        this.shelf = new CertificateShelf(stateDirectory, base.clock());
        this.attempts = new AttemptsFile(stateDirectory);
        this.certificates = new Certificates(shelf, challenges);
        this.talk = new AcmeTalk(base.node(), shelf, challenges, base.clock(), this::wanted, new FromPeers());
        shelf.load().forEach(problem -> base.events().warn(KIND, problem));
    }

    private boolean wanted() {
        return base.table().current().config().acme().isPresent();
    }

    /** What listeners show; nothing is read yet. */
    Certificates certificates() {
        return certificates;
    }

    /** What listeners show of what was ordered. */
    CertificateShelf shelf() {
        return shelf;
    }

    /**
     * Orders from now on.
     *
     * @param peers the way to them; empty: there are none
     */
    void start(Optional<PeerTalk> peers, Supplier<OwnershipStatus> ownership) {
        peers.ifPresent(link -> link.certificates(talk::received));
        talk.start(bytes -> peers.ifPresent(link -> link.broadcast(bytes)));
        AcmeDesk made = new AcmeDesk(
                new AcmeDesk.Parts(base.node(), new AcmeOrders(), shelf, attempts, talk, base.clock()),
                new AcmeDesk.Facts(() -> base.table().current().config(), ownership),
                new OfOrders());
        desk = made;
        measure();
        made.start();
    }

    /** The configuration was read again. */
    void reloaded() {
        AcmeDesk made = desk;
        if (made != null && wanted()) {
            measure();
            made.reloaded();
        }
    }

    /** Metrics are there only where certificates are ordered. */
    private synchronized void measure() {
        if (measured || !wanted()) {
            return;
        }
        measured = true;
        orders("issued");
        orders("failed");
        Gauge.builder(
                        "tandem.acme.certificates.missing",
                        () -> orders().stream().filter(order -> !order.held()).count())
                .description("Certificates that are to be ordered and are not there")
                .register(meters);
    }

    private Counter orders(String outcome) {
        return Counter.builder("tandem.acme.orders")
                .description("Orders of certificates by this node")
                .tag("outcome", outcome)
                .register(meters);
    }

    /** What became of each certificate that listeners want. */
    List<OrderStatus> orders() {
        AcmeDesk made = desk;
        return made == null ? List.of() : made.status();
    }

    /** What somebody should look at, as sentences. */
    List<String> warnings() {
        AcmeDesk made = desk;
        return made == null ? List.of() : made.warnings();
    }

    /** New connections get what is kept now. */
    private void show() {
        if (certificates.load(base.table().current().config()) instanceof Outcome.Refused(String sentence, var _)) {
            base.events().warn(KIND, "the new certificate is not shown yet: " + sentence);
        }
    }

    private final class OfOrders implements AcmeDesk.Voice {
        @Override
        public void begun(String sentence) {
            base.events().info(KIND, sentence);
        }

        @Override
        public void issued(String sentence) {
            orders("issued").increment();
            show();
            base.events().info(KIND, sentence, Map.of("outcome", "issued"));
        }

        @Override
        public void failed(String sentence) {
            orders("failed").increment();
            base.events().warn(KIND, sentence, Map.of("outcome", "failed"));
        }
    }

    private final class FromPeers implements AcmeTalk.Voice {
        @Override
        public void arrived(Kept kept, String from) {
            show();
            base.events().info(KIND, kept.name() + " came from " + from + " and is kept here too");
        }

        @Override
        public void failed(String sentence) {
            base.events().warn(KIND, sentence);
        }
    }

    @Override
    public void close() {
        AcmeDesk made = desk;
        if (made != null) {
            made.close();
        }
        talk.close();
    }
}
