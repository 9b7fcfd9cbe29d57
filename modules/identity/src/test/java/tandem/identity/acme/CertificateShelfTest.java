package tandem.identity.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.acme.Kept;
import tandem.core.acme.KeptNames;
import tandem.core.port.NodeClock;
import tandem.core.port.OrderedCertificates.Shown;
import tandem.core.port.Outcome;
import tandem.core.tls.KeyedCertificate;

class CertificateShelfTest {
    private static final List<String> NAMES = List.of("shop.example", "www.shop.example");
    private static final String NAME = KeptNames.certificate(NAMES);
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    @TempDir
    Path state;

    private long epochMillis = NOW.toEpochMilli();

    private final NodeClock clock = new NodeClock() {
        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public long epochMillis() {
            return epochMillis;
        }
    };

    private static Kept certificate(long made) {
        KeyedCertificate one = SelfSigned.standIn(NAMES, NOW);
        return new Kept(NAME, made, EcKeys.pem(one.key(), one.chain()));
    }

    private CertificateShelf shelf() {
        CertificateShelf shelf = new CertificateShelf(state, clock);
        assertThat(shelf.load()).isEmpty();
        return shelf;
    }

    @Test
    void what_is_kept_is_there_after_a_restart_and_only_its_owner_can_read_it() throws IOException {
        Kept account = new Kept(
                KeptNames.account("https://ca.example"),
                1,
                EcKeys.pem(EcKeys.fresh().getPrivate(), List.of()));
        CertificateShelf shelf = shelf();
        Kept first = certificate(1);

        assertThat(shelf.keep(first)).isInstanceOf(Outcome.Done.class);
        assertThat(shelf.keep(account)).isInstanceOf(Outcome.Done.class);

        CertificateShelf again = shelf();
        assertThat(again.kept(NAME)).contains(first);
        assertThat(again.kept(account.name())).contains(account);
        assertThat(again.made()).isEqualTo(Map.of(NAME, 1L, account.name(), 1L));
        assertThat(again.of(NAMES).ordered()).isTrue();
        assertThat(again.lifetime(NAMES)).isPresent();
        assertThat(mode(state.resolve("acme"))).isEqualTo("rwx------");
        try (var files = Files.list(state.resolve("acme"))) {
            assertThat(files)
                    .hasSize(2)
                    .allSatisfy(file -> assertThat(mode(file)).isEqualTo("rw-------"));
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void of_two_the_newer_is_kept() {
        CertificateShelf shelf = shelf();
        Kept newer = certificate(2);
        shelf.keep(newer);

        assertThat(shelf.keep(certificate(1))).isEqualTo(new Outcome.Done(""));
        assertThat(shelf.keep(newer)).isEqualTo(new Outcome.Done(""));
        assertThat(shelf.kept(NAME)).contains(newer);
    }

    @Test
    void what_cannot_be_used_is_refused_and_leaves_no_file() {
        CertificateShelf shelf = shelf();
        String another = EcKeys.pem(
                EcKeys.fresh().getPrivate(), SelfSigned.standIn(NAMES, NOW).chain());

        assertThat(shelf.keep(new Kept(NAME, 1, "nonsense"))).isInstanceOf(Outcome.Refused.class);
        assertThat(shelf.keep(new Kept(NAME, 1, another)).sentence())
                .contains("holds a key that does not belong to the certificate")
                .doesNotContain("PRIVATE");
        assertThat(shelf.keep(new Kept("account-01234567", 1, "nonsense"))).isInstanceOf(Outcome.Refused.class);
        assertThat(state.resolve("acme")).doesNotExist();
    }

    @Test
    void damaged_file_is_named_and_the_others_count() throws IOException {
        CertificateShelf shelf = shelf();
        shelf.keep(certificate(1));
        Files.writeString(state.resolve("acme/certificate-a.example-01234567.pem"), "tandem made 5\nnonsense");
        Files.writeString(state.resolve("acme/certificate-b.example-01234567.pem"), "nonsense");

        CertificateShelf again = new CertificateShelf(state, clock);

        assertThat(again.load())
                .hasSize(2)
                .anyMatch(problem -> problem.contains("certificate-a.example") && problem.contains("no certificate"))
                .anyMatch(problem -> problem.contains("certificate-b.example") && problem.contains("'tandem made'"));
        assertThat(again.of(NAMES).ordered()).isTrue();
    }

    @Test
    void until_a_certificate_is_there_one_stands_in_that_is_replaced_in_time() {
        CertificateShelf shelf = shelf();

        Shown first = shelf.of(NAMES);
        epochMillis += Duration.ofDays(1).toMillis();
        Shown second = shelf.of(NAMES);
        epochMillis += Duration.ofDays(3).toMillis();
        Shown third = shelf.of(NAMES);

        assertThat(first.ordered()).isFalse();
        assertThat(first.certificate().names()).isEqualTo(NAMES);
        assertThat(second.certificate()).isSameAs(first.certificate());
        assertThat(third.certificate()).isNotSameAs(first.certificate());
        assertThat(shelf.lifetime(NAMES)).isEmpty();
        assertThat(shelf.made()).isEmpty();
    }

    @Test
    void key_of_an_account_is_the_same_pair_again() {
        java.security.KeyPair keys = EcKeys.fresh();

        java.security.KeyPair read = EcKeys.read(EcKeys.pem(keys.getPrivate(), List.of()));

        assertThat(read.getPublic()).isEqualTo(keys.getPublic());
        assertThat(read.getPrivate()).isEqualTo(keys.getPrivate());
    }
}
