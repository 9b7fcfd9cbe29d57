package tandem.proxy.tls;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tandem.core.config.ListenerConfig;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.MemberTlsConfig;
import tandem.core.config.TandemConfig;
import tandem.core.port.Outcome;
import tandem.core.tls.CertificateLoading.BadFile;

/**
 * Certificates, keys and authorities as the files had them when they were last read whole. New connections get the newest;
 * what cannot be used changes nothing. Any thread; reading blocks, so not an I/O thread.
 */
public final class Certificates {
    private final Staples staples = new Staples();
    private List<byte[]> ticketSeeds = List.of();
    private volatile Contents contents = new Contents(Map.of(), Map.of(), Map.of());

    private record Contents(
            Map<String, ServerTls> listeners, Map<MemberTlsConfig, MemberTls> members, Map<?, String> digests) {}

    /** Reads all that this configuration names and puts it into force, unless something cannot be used. */
    public synchronized Outcome load(TandemConfig config) {
        try {
            CertificateReading reading = CertificateReading.of(config);
            boolean changed = !reading.digests().equals(contents.digests);
            contents = contents(config, reading, changed);
            return new Outcome.Done(changed ? "certificates read" : "certificates are unchanged");
        } catch (BadFile e) {
            return new Outcome.Refused(e.sentence());
        } catch (EngineMissing e) {
            return new Outcome.Refused(String.valueOf(e.getMessage()));
        }
    }

    /** Makes anew only what changed, since with a context the sessions go that clients could have resumed. */
    private Contents contents(TandemConfig config, CertificateReading reading, boolean changed) {
        Map<String, ServerTls> listeners = new TreeMap<>();
        config.listeners()
                .forEach((name, listener) -> listener.tls().ifPresent(tls -> {
                    ServerTls before = contents.listeners.get(name);
                    boolean same = before != null && !changed && before.isOf(listener);
                    listeners.put(name, same && before != null ? before : made(name, listener, tls, reading));
                }));
        Map<MemberTlsConfig, MemberTls> members = new HashMap<>();
        for (MemberTlsConfig tls : CertificateReading.spoken(config)) {
            MemberTls before = contents.members.get(tls);
            members.put(tls, before != null && !changed ? before : new MemberTls(tls, reading));
        }
        return new Contents(Map.copyOf(listeners), Map.copyOf(members), reading.digests());
    }

    private ServerTls made(String name, ListenerConfig listener, ListenerTlsConfig tls, CertificateReading reading) {
        ServerTls made = new ServerTls(
                name,
                listener,
                tls,
                tls.certificates().stream().map(reading::certificate).toList(),
                listener.clientCertificates()
                        .map(clients -> reading.authorities(clients.ca()))
                        .orElse(List.of()),
                staples);
        made.ticketSeeds(ticketSeeds);
        return made;
    }

    /** Whether the files say something else than what is in force; a file that cannot be used does. */
    public boolean outdated(TandemConfig config) {
        try {
            return !CertificateReading.of(config).digests().equals(contents.digests);
        } catch (BadFile e) {
            return true;
        }
    }

    /** What a listener speaks TLS with; null if it speaks clear text. */
    public @Nullable ServerTls listener(String name) {
        return contents.listeners.get(name);
    }

    /** What clients get, by listener in the order of the configuration. */
    public List<ServedCertificate> served() {
        List<ServedCertificate> served = new ArrayList<>();
        contents.listeners.forEach((name, tls) -> {
            for (int i = 0; i < tls.certificates().size(); i++) {
                String file = tls.config().certificates().get(i).cert().toString();
                served.add(new ServedCertificate(
                        name, file, tls.certificates().get(i).expiry()));
            }
        });
        return served;
    }

    /** What authorities are to be asked of, by listener in the order of the configuration; empty where nobody staples. */
    public List<StapledCertificate> stapled() {
        List<StapledCertificate> stapled = new ArrayList<>();
        contents.listeners.forEach((name, tls) -> {
            for (int i = 0;
                    tls.config().ocspStapling() && i < tls.certificates().size();
                    i++) {
                String file = tls.config().certificates().get(i).cert().toString();
                stapled.add(new StapledCertificate(
                        name, file, tls.certificates().get(i), tls.config().ocspResponder()));
            }
        });
        return stapled;
    }

    /**
     * From now on sessions are sealed by what is made of the first secret, and those sealed by the others are resumed too; where BoringSSL speaks
     * TLS.
     *
     * @param seeds 32 bytes each, at least one
     */
    public synchronized void ticketSeeds(List<byte[]> seeds) {
        ticketSeeds = List.copyOf(seeds);
        contents.listeners.values().forEach(tls -> tls.ticketSeeds(ticketSeeds));
    }

    /** What clients are handed of authorities' answers. */
    public Staples staples() {
        return staples;
    }

    /** What members are spoken to with; null if it was never read. */
    public @Nullable MemberTls member(MemberTlsConfig config) {
        return contents.members.get(config);
    }
}
