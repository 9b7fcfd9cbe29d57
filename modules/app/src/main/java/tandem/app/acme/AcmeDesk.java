package tandem.app.acme;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.acme.Challenge;
import tandem.core.acme.Kept;
import tandem.core.acme.KeptNames;
import tandem.core.acme.Renewal;
import tandem.core.acme.Renewal.Failures;
import tandem.core.acme.Renewal.Lifetime;
import tandem.core.config.AcmeConfig;
import tandem.core.config.TandemConfig;
import tandem.core.port.CertificateOrders;
import tandem.core.port.CertificateOrders.Asked;
import tandem.core.port.CertificateOrders.Proof;
import tandem.core.port.CertificateOrders.Result;
import tandem.core.port.NodeClock;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership.OwnershipStatus;
import tandem.core.status.OrderStatus;
import tandem.identity.acme.AttemptsFile;
import tandem.identity.acme.AttemptsFile.Attempt;
import tandem.identity.acme.CertificateShelf;

/**
 * Orders the certificates that listeners want, when they are due and this node is the one that orders. One order at a time, on a thread
 * of its own; one that the node lost its role in is given up, and begun anew by whoever has the role then.
 */
public final class AcmeDesk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AcmeDesk.class);
    private static final long BEAT_MILLIS = 1_000;
    private static final long MEETING_NANOS = Duration.ofSeconds(15).toNanos();
    private static final Duration NEVER_MIND = Duration.ofMinutes(1);

    private final Parts parts;
    private final Facts facts;
    private final Voice voice;
    private final long beganNanos;
    private final Map<String, Attempt> tried = new HashMap<>();
    private final Thread thread =
            Thread.ofPlatform().name("tandem-acme").daemon().unstarted(this::run);
    private volatile String underWay = "";

    /** What it works with. */
    public record Parts(
            String node,
            CertificateOrders orders,
            CertificateShelf shelf,
            AttemptsFile attempts,
            AcmeTalk talk,
            NodeClock clock) {}

    /** What holds at the moment. */
    public record Facts(Supplier<TandemConfig> config, Supplier<OwnershipStatus> ownership) {}

    /** Hears what became of orders. */
    public interface Voice {
        void begun(String sentence);

        /** A certificate was issued and is kept; new connections are to get it. */
        void issued(String sentence);

        void failed(String sentence);
    }

    public AcmeDesk(Parts parts, Facts facts, Voice voice) {
        this.parts = parts;
        this.facts = facts;
        this.voice = voice;
        this.beganNanos = parts.clock().nanos();
        parts.attempts().load().forEach(attempt -> tried.put(attempt.name(), attempt));
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    look();
                } catch (RuntimeException e) {
                    LOG.error("a certificate could not be ordered for an unforeseen reason; please report this", e);
                }
                Thread.sleep(BEAT_MILLIS);
            }
        } catch (InterruptedException e) {
            LOG.debug("no certificates are ordered any more: the node stops");
        }
    }

    /** Orders what is due. Blocks while it does. */
    void look() throws InterruptedException {
        TandemConfig config = facts.config().get();
        for (List<String> names : OrderPlan.wanted(config)) {
            if (mine() && settled() && !due(config, names).isAfter(now())) {
                order(config, names);
            }
        }
    }

    private boolean mine() {
        return OrderPlan.orderer(facts.ownership().get()).equals(parts.node());
    }

    private Collection<String> peers() {
        return OrderPlan.peers(facts.ownership().get());
    }

    /** Not before the other nodes have said what they keep, unless they take too long. */
    private boolean settled() {
        return parts.talk().hasMet(OrderPlan.others(facts.ownership().get()))
                || parts.clock().nanos() - beganNanos >= MEETING_NANOS;
    }

    private Instant due(TandemConfig config, List<String> names) {
        return Renewal.due(parts.shelf().lifetime(names), failures(config, names), KeptNames.certificate(names));
    }

    /** Those of the configuration in force: with another one it is tried at once. */
    private synchronized Optional<Failures> failures(TandemConfig config, List<String> names) {
        return Optional.ofNullable(tried.get(KeptNames.certificate(names)))
                .filter(last -> config.acme().map(AcmeConfig::toString).equals(Optional.of(last.config())))
                .map(Attempt::failures);
    }

    /** The configuration was read again: what failed more than a minute ago is tried at once. */
    public synchronized void reloaded() {
        Instant recent = now().minus(NEVER_MIND);
        boolean forgotten = tried.values()
                .removeIf(last -> last.failures().last().isBefore(recent)
                        && last.failures().notBefore().isEmpty());
        if (forgotten) {
            remember();
        }
    }

    private void order(TandemConfig config, List<String> names) throws InterruptedException {
        AcmeConfig acme = config.acme().orElseThrow();
        String what = "the certificate for " + String.join(", ", names);
        String account = KeptNames.account(acme.directory());
        underWay = KeptNames.certificate(names);
        voice.begun(what + " is ordered from " + acme.directory());
        try {
            Asked asked =
                    new Asked(acme, parts.shelf().kept(account).map(Kept::text), names, OrderPlan.answerable(config));
            switch (parts.orders().order(asked, new ProofByAll(account))) {
                case Result.Issued(String text) -> issued(acme, names, what, text);
                case Result.Failed(String sentence, var notBefore) -> failed(acme, names, sentence, notBefore);
                case Result.Abandoned() ->
                    voice.begun("the order of " + what + " is given up: another node holds the addresses now");
            }
        } finally {
            underWay = "";
        }
    }

    private void issued(AcmeConfig acme, List<String> names, String what, String text) {
        Kept kept = new Kept(KeptNames.certificate(names), parts.clock().epochMillis(), text);
        if (parts.shelf().keep(kept) instanceof Outcome.Refused(String sentence, var _)) {
            failed(acme, names, sentence, Optional.empty());
            return;
        }
        synchronized (this) {
            if (tried.remove(kept.name()) != null) {
                remember();
            }
        }
        parts.talk().tell(kept);
        voice.issued(what + " is there, valid until "
                + parts.shelf().lifetime(names).map(Lifetime::end).orElseThrow() + "; new connections get it");
    }

    private void failed(AcmeConfig acme, List<String> names, String sentence, Optional<Instant> notBefore) {
        Failures failures;
        Instant next;
        synchronized (this) {
            String name = KeptNames.certificate(names);
            Optional<Failures> before = Optional.ofNullable(tried.get(name)).map(Attempt::failures);
            failures = Failures.more(before, now(), notBefore, sentence);
            tried.put(name, new Attempt(name, acme.toString(), failures));
            remember();
            next = Renewal.due(parts.shelf().lifetime(names), Optional.of(failures), name);
        }
        voice.failed("no certificate for " + String.join(", ", names) + ": " + sentence + "; tried again at " + next
                + ", or after a change and tandem reload");
    }

    private void remember() {
        if (parts.attempts().save(tried.values()) instanceof Outcome.Refused(String sentence, var _)) {
            LOG.warn("{}", sentence);
        }
    }

    /** Shows challenges on every node, and keeps a new account everywhere. */
    private final class ProofByAll implements Proof {
        private final String account;

        ProofByAll(String account) {
            this.account = account;
        }

        @Override
        public Outcome account(String text) {
            Kept kept = new Kept(account, parts.clock().epochMillis(), text);
            Outcome outcome = parts.shelf().keep(kept);
            if (outcome instanceof Outcome.Done) {
                parts.talk().tell(kept);
            }
            return outcome;
        }

        @Override
        public void show(List<Challenge> challenges) throws InterruptedException {
            parts.talk().show(challenges, AcmeDesk.this::peers);
        }

        @Override
        public boolean wanted() {
            return mine();
        }
    }

    /** What became of each certificate that listeners want. */
    public List<OrderStatus> status() {
        TandemConfig config = facts.config().get();
        List<OrderStatus> all = new ArrayList<>();
        for (List<String> names : OrderPlan.wanted(config)) {
            Optional<Lifetime> lifetime = parts.shelf().lifetime(names);
            all.add(new OrderStatus(
                    names,
                    lifetime.isPresent(),
                    sentence(config, names, lifetime),
                    lifetime.map(life -> life.end().toEpochMilli()).orElse(0L),
                    due(config, names).toEpochMilli()));
        }
        return all;
    }

    private String sentence(TandemConfig config, List<String> names, Optional<Lifetime> lifetime) {
        if (underWay.equals(KeptNames.certificate(names))) {
            return "being ordered";
        }
        Optional<Failures> failures = failures(config, names);
        if (failures.isPresent()) {
            return "failed " + failures.get().count() + " times, last at "
                    + failures.get().last() + ": " + failures.get().reason();
        }
        if (lifetime.isPresent()) {
            return "";
        }
        String orderer = OrderPlan.orderer(facts.ownership().get());
        if (orderer.equals(parts.node())) {
            return "about to be ordered";
        }
        return orderer.isEmpty() ? "nobody holds the addresses, so nobody orders it" : orderer + " orders it";
    }

    /** What somebody should look at, as sentences. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (OrderStatus order : status()) {
            String names = String.join(", ", order.names());
            if (!order.held()) {
                warnings.add("there is no certificate for " + names + " yet: " + order.sentence());
            } else if (order.sentence().startsWith("failed")) {
                warnings.add("the certificate for " + names + " is not renewed: " + order.sentence());
            }
        }
        return warnings;
    }

    private Instant now() {
        return Instant.ofEpochMilli(parts.clock().epochMillis());
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
