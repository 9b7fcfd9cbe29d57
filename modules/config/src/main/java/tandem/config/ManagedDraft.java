package tandem.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tandem.config.TlsDraft.NamedFile;
import tandem.core.config.AcmeConfig;
import tandem.core.config.ChallengeType;

/** What an httpd.conf says of certificates that are ordered automatically (mod_md). One thread. */
final class ManagedDraft {
    final List<Domain> domains = new ArrayList<>();
    boolean accepted;
    boolean manual;
    Optional<String> authority = Optional.empty();
    Optional<String> contact = Optional.empty();
    Optional<NamedFile> ca = Optional.empty();
    Optional<List<ChallengeType>> challenges = Optional.empty();

    /**
     * One MDomain.
     *
     * @param names in lower case
     * @param manual whether it is for these alone; empty: as MDMembers says
     */
    record Domain(Place place, List<String> names, Optional<Boolean> manual) {}

    /**
     * The names of the certificate for these virtual hosts of one address: those of every MDomain that has the name of one of them and,
     * unless its members are manual, their other names; none without such a one.
     */
    List<String> names(List<ServerDraft> servers, Report report) {
        Set<String> all = new LinkedHashSet<>();
        Set<Domain> used = new LinkedHashSet<>();
        for (ServerDraft server : servers) {
            Set<String> own = new LinkedHashSet<>();
            server.name.ifPresent(name -> own.add(name.toLowerCase(Locale.ROOT)));
            server.aliases.stream().filter(alias -> alias.indexOf('*') < 0).forEach(own::add);
            for (Domain domain : domains) {
                if (domain.names().stream().anyMatch(own::contains)) {
                    used.add(domain);
                    all.addAll(domain.names());
                    if (!domain.manual().orElse(manual)) {
                        all.addAll(own);
                    }
                }
            }
        }
        used.stream()
                .skip(1)
                .forEach(domain -> report.warning(
                        domain.place(),
                        "MDomain",
                        "shares one certificate with the others of its address; give its virtual hosts an address of their"
                                + " own if one that cannot be proved must not hold up the rest"));
        return List.copyOf(all);
    }

    /** Where they are ordered; empty if the file names none. */
    Optional<AcmeConfig> config(Places places, Report report) {
        if (domains.isEmpty()) {
            return Optional.empty();
        }
        Place place = domains.getFirst().place();
        if (!accepted) {
            report.error(
                    place,
                    "MDomain",
                    "needs MDCertificateAgreement accepted: the authority gives certificates only to who agrees to its terms");
        }
        places.put("acme", place);
        return Optional.of(new AcmeConfig(
                authority.orElse(AcmeConfig.LETS_ENCRYPT),
                contact.map(address -> List.of("mailto:" + address)).orElse(List.of()),
                true,
                ca.map(NamedFile::path),
                challenges.orElse(AcmeConfig.ALL)));
    }
}
