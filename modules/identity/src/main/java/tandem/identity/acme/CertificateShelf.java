package tandem.identity.acme;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.core.acme.Kept;
import tandem.core.acme.KeptNames;
import tandem.core.acme.Renewal.Lifetime;
import tandem.core.port.NodeClock;
import tandem.core.port.OrderedCertificates;
import tandem.core.port.Outcome;
import tandem.core.tls.KeyedCertificate;
import tandem.core.tls.PemCertificates;
import tandem.core.tls.PemKey;

/**
 * The certificates and account keys that this node keeps, in memory and in its state directory, and what stands in for those that
 * are not there yet. Any thread; keeping something writes to the disk.
 */
public final class CertificateShelf implements OrderedCertificates {
    private static final String CERTIFICATE = "certificate-";

    private final KeptFiles files;
    private final NodeClock clock;
    private final Map<String, Kept> kept = new HashMap<>();
    private final Map<String, KeyedCertificate> certificates = new HashMap<>();
    private final Map<String, KeyedCertificate> standIns = new HashMap<>();

    /** @param stateDirectory nothing in it is touched before {@link #load} */
    public CertificateShelf(Path stateDirectory, NodeClock clock) {
        this.files = new KeptFiles(stateDirectory);
        this.clock = clock;
    }

    /** Takes what is on the disk; sentences on what cannot be used there. */
    public synchronized List<String> load() {
        KeptFiles.Found found = files.load();
        List<String> problems = new ArrayList<>(found.problems());
        for (Kept one : found.kept()) {
            try {
                put(one);
            } catch (IllegalArgumentException e) {
                problems.add(files.directory().resolve(one.name() + ".pem") + " " + e.getMessage());
            }
        }
        return problems;
    }

    /**
     * Keeps something if it is newer than what is there.
     *
     * @return done with an empty sentence if it changed nothing; refused if it cannot be used or written
     */
    public synchronized Outcome keep(Kept next) {
        Kept before = kept.get(next.name());
        if (before != null && !next.newerThan(before)) {
            return new Outcome.Done("");
        }
        try {
            check(next);
            files.save(next);
            put(next);
            return new Outcome.Done(next.name() + " is kept in " + files.directory());
        } catch (IllegalArgumentException e) {
            return new Outcome.Refused(next.name() + " cannot be used: it " + e.getMessage());
        } catch (IOException e) {
            return new Outcome.Refused(next.name() + " could not be kept in " + files.directory() + " (" + e
                    + "); see that the directory has room and belongs to the user that runs Tandem");
        }
    }

    private static void check(Kept one) {
        if (one.name().startsWith(CERTIFICATE)) {
            certificate(one);
        } else {
            PemKey.read(one.text());
        }
    }

    private static KeyedCertificate certificate(Kept one) {
        return new KeyedCertificate(PemCertificates.read(one.text()), PemKey.read(one.text()), List.of());
    }

    private void put(Kept one) {
        if (one.name().startsWith(CERTIFICATE)) {
            certificates.put(one.name(), certificate(one));
        } else {
            check(one);
        }
        kept.put(one.name(), one);
    }

    /** What is kept by a name. */
    public synchronized Optional<Kept> kept(String name) {
        return Optional.ofNullable(kept.get(name));
    }

    /** Everything that is kept, with the times at which it was made. */
    public synchronized Map<String, Long> made() {
        Map<String, Long> made = new HashMap<>();
        kept.forEach((name, one) -> made.put(name, one.madeEpochMillis()));
        return made;
    }

    /** The lifetime of the certificate that was ordered for these names; empty if there is none. */
    public synchronized Optional<Lifetime> lifetime(List<String> names) {
        return Optional.ofNullable(certificates.get(KeptNames.certificate(names)))
                .map(one -> new Lifetime(one.certificate().getNotBefore().toInstant(), one.expiry()));
    }

    @Override
    public synchronized Shown of(List<String> names) {
        String name = KeptNames.certificate(names);
        KeyedCertificate ordered = certificates.get(name);
        if (ordered != null) {
            return new Shown(ordered, true);
        }
        Instant now = Instant.ofEpochMilli(clock.epochMillis());
        KeyedCertificate before = standIns.get(name);
        if (before == null || now.plus(SelfSigned.STAND_IN.dividedBy(2)).isAfter(before.expiry())) {
            before = SelfSigned.standIn(names, now);
            standIns.put(name, before);
        }
        return new Shown(before, false);
    }
}
