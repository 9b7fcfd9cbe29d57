package tandem.app.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.acme.Challenge;
import tandem.core.acme.KeptNames;
import tandem.core.config.ChallengeType;
import tandem.core.config.TandemConfig;
import tandem.core.port.CertificateOrders;
import tandem.core.port.NodeClock;
import tandem.core.status.OrderStatus;
import tandem.identity.acme.AttemptsFile;

class AcmeDeskTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final String NAMES = "shop.example, www.shop.example";

    @TempDir
    Path directory;

    private final List<String> said = new ArrayList<>();
    private final StubAuthority authority = new StubAuthority();
    private final Clock clock = new Clock();
    private AcmePair pair;
    private TandemConfig config = AcmePair.config();

    private static final class Clock implements NodeClock {
        long nanos;
        long epochMillis = NOW.toEpochMilli();

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public long epochMillis() {
            return epochMillis;
        }

        void pass(Duration time) {
            nanos += time.toNanos();
            epochMillis += time.toMillis();
        }
    }

    /** Gives what it was told to give, and a certificate where nothing was. */
    private final class StubAuthority implements CertificateOrders {
        final List<Asked> asked = new ArrayList<>();
        final Deque<Result> results = new ArrayDeque<>();
        Runnable meanwhile = () -> {};

        @Override
        public Result order(Asked order, Proof proof) throws InterruptedException {
            asked.add(order);
            if (order.account().isEmpty()) {
                proof.account(tandem.core.tls.TestCertificates.text("shop-ec.key"));
            }
            proof.show(List.of(new Challenge(ChallengeType.HTTP_01, "shop.example", "token", "answer")));
            meanwhile.run();
            Result result = proof.wanted() ? results.poll() : new Result.Abandoned();
            proof.show(List.of());
            return result == null ? new Result.Issued(AcmePair.text()) : result;
        }
    }

    @BeforeEach
    void prepare() {
        pair = new AcmePair(directory);
    }

    @AfterEach
    void close() {
        pair.close();
    }

    private AcmeDesk desk(AcmePair.Side side) {
        AcmeDesk.Parts parts =
                new AcmeDesk.Parts(side.node, authority, side.shelf, new AttemptsFile(side.state), side.talk, clock);
        return new AcmeDesk(parts, new AcmeDesk.Facts(() -> config, side::ownership), new AcmeDesk.Voice() {
            @Override
            public void begun(String sentence) {
                said.add(sentence);
            }

            @Override
            public void issued(String sentence) {
                said.add("issued: " + sentence);
            }

            @Override
            public void failed(String sentence) {
                said.add("failed: " + sentence);
            }
        });
    }

    /** Of lb1, which has waited for the other node long enough. */
    private AcmeDesk alone() {
        pair.cut = true;
        AcmeDesk desk = desk(pair.lb1());
        clock.nanos += Duration.ofSeconds(15).toNanos();
        return desk;
    }

    private void meet() {
        pair.start();
        await().until(() ->
                pair.lb1().talk.hasMet(List.of("lb2")) && pair.lb2().talk.hasMet(List.of("lb1")));
    }

    @Test
    void certificate_that_is_not_there_is_ordered_once_and_kept_by_both() throws InterruptedException {
        meet();
        AcmeDesk desk = desk(pair.lb1());
        authority.meanwhile = () -> {
            assertThat(pair.lb1().challenges.http("token")).isEqualTo("answer");
            assertThat(pair.lb2().challenges.http("token")).isEqualTo("answer");
            assertThat(desk.status()).extracting(OrderStatus::sentence).containsExactly("being ordered");
        };

        desk.look();
        desk.look();

        assertThat(authority.asked).singleElement().satisfies(asked -> {
            assertThat(asked.names()).isEqualTo(AcmePair.NAMES);
            assertThat(asked.account()).isEmpty();
            assertThat(asked.answerable()).isEqualTo(Set.of(ChallengeType.HTTP_01, ChallengeType.TLS_ALPN_01));
        });
        assertThat(said.getFirst())
                .isEqualTo("the certificate for " + NAMES + " is ordered from https://ca.example/directory");
        assertThat(said.getLast()).startsWith("issued: the certificate for " + NAMES + " is there, valid until ");
        await().until(() -> pair.lb2().shelf.of(AcmePair.NAMES).ordered());
        await().until(() -> pair.lb2()
                .shelf
                .kept(KeptNames.account("https://ca.example/directory"))
                .isPresent());
        assertThat(desk.warnings()).isEmpty();
        assertThat(desk.status()).allMatch(OrderStatus::held);
    }

    @Test
    void standby_orders_nothing_and_says_who_does() throws InterruptedException {
        meet();
        AcmeDesk desk = desk(pair.lb2());

        desk.look();

        assertThat(authority.asked).isEmpty();
        assertThat(desk.warnings()).containsExactly("there is no certificate for " + NAMES + " yet: lb1 orders it");
    }

    @Test
    void nothing_is_ordered_before_the_peers_have_said_what_they_keep_or_took_too_long() throws InterruptedException {
        pair.cut = true;
        AcmeDesk desk = desk(pair.lb1());

        desk.look();
        assertThat(authority.asked).isEmpty();

        clock.nanos += Duration.ofSeconds(15).toNanos();
        desk.look();
        assertThat(authority.asked)
                .as("one that does not come is not waited for")
                .hasSize(1);
    }

    @Test
    void order_is_given_up_when_the_node_loses_the_addresses_and_the_other_node_starts_over()
            throws InterruptedException {
        meet();
        authority.meanwhile = () -> pair.orderer = "lb2";

        desk(pair.lb1()).look();
        authority.meanwhile = () -> {};
        desk(pair.lb2()).look();

        assertThat(authority.asked).hasSize(2);
        assertThat(authority.asked.getLast().account())
                .as("the account of the first order")
                .isPresent();
        assertThat(said.get(1)).contains("is given up: another node holds the addresses now");
        assertThat(said.getLast()).startsWith("issued: ");
        await().until(() -> pair.lb1().shelf.of(AcmePair.NAMES).ordered());
    }

    @Test
    void failure_is_told_waited_out_and_tried_again() throws InterruptedException {
        AcmeDesk desk = alone();
        authority.results.add(new CertificateOrders.Result.Failed("no route", Optional.empty()));

        desk.look();
        desk.look();
        assertThat(authority.asked).hasSize(1);
        assertThat(said.getLast())
                .isEqualTo("failed: no certificate for " + NAMES
                        + ": no route; tried again at 2026-11-27T12:05:00Z, or after a change and tandem reload");
        assertThat(desk.warnings())
                .containsExactly("there is no certificate for " + NAMES
                        + " yet: failed 1 times, last at 2026-11-27T12:00:00Z: no route");

        clock.pass(Duration.ofMinutes(5));
        desk.look();
        assertThat(authority.asked).hasSize(2);
        assertThat(desk.warnings()).isEmpty();
    }

    @Test
    void reload_has_a_failed_order_tried_at_once_but_not_against_the_authority_s_word() throws InterruptedException {
        AcmeDesk desk = alone();
        Optional<Instant> later = Optional.of(NOW.plus(Duration.ofHours(1)));
        authority.results.add(new CertificateOrders.Result.Failed("no route", Optional.empty()));
        authority.results.add(new CertificateOrders.Result.Failed("too many", later));

        desk.look();
        clock.pass(Duration.ofSeconds(61));
        desk.reloaded();
        desk.look();
        assertThat(authority.asked).hasSize(2);

        clock.pass(Duration.ofMinutes(30));
        desk.reloaded();
        desk.look();
        assertThat(authority.asked).hasSize(2);
        clock.pass(Duration.ofMinutes(30));
        desk.look();
        assertThat(authority.asked).hasSize(3);
    }

    @Test
    void failure_is_waited_out_by_a_node_that_was_restarted_too() throws InterruptedException {
        Optional<Instant> later = Optional.of(NOW.plus(Duration.ofHours(1)));
        authority.results.add(new CertificateOrders.Result.Failed("too\tmany\nof them", later));
        alone().look();

        AcmeDesk again = alone();
        again.look();

        assertThat(authority.asked).hasSize(1);
        assertThat(again.warnings()).singleElement().asString().endsWith(": too many of them");
        config = config.edit()
                .acme(config.acme()
                        .map(acme -> new tandem.core.config.AcmeConfig(
                                "https://other.example/", acme.contact(), true, acme.ca(), acme.challenges())))
                .done();
        again.look();
        assertThat(authority.asked).as("with another authority").hasSize(2);
    }

    @Test
    void without_acme_or_names_there_is_nothing_to_order() throws InterruptedException {
        AcmeDesk desk = alone();
        config = config.edit().acme(Optional.empty()).done();

        desk.look();

        assertThat(authority.asked).isEmpty();
        assertThat(desk.status()).isEmpty();
    }
}
