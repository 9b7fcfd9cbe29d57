package tandem.identity.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.core.acme.Challenge;
import tandem.core.config.AcmeConfig;
import tandem.core.config.ChallengeType;
import tandem.core.port.CertificateOrders.Asked;
import tandem.core.port.CertificateOrders.Proof;
import tandem.core.port.CertificateOrders.Result;
import tandem.core.port.Outcome;

class AcmeOrdersTest {
    private static final String NOBODY = "https://127.0.0.1:1/directory";

    private static final Proof PROOF = new Proof() {
        @Override
        public Outcome account(String text) {
            return new Outcome.Done("");
        }

        @Override
        public void show(List<Challenge> challenges) {}

        @Override
        public boolean wanted() {
            return true;
        }
    };

    private static Result order(Optional<Path> ca) throws InterruptedException {
        AcmeConfig config = new AcmeConfig(NOBODY, List.of(), true, ca, AcmeConfig.ALL);
        return new AcmeOrders()
                .order(
                        new Asked(config, Optional.empty(), List.of("shop.example"), Set.of(ChallengeType.HTTP_01)),
                        PROOF);
    }

    @Test
    void authority_that_cannot_be_reached_is_named() throws InterruptedException {
        assertThat(order(Optional.empty())).isInstanceOfSatisfying(Result.Failed.class, failed -> {
            assertThat(failed.sentence()).startsWith(NOBODY + " cannot be reached: ");
            assertThat(failed.notBefore()).isEmpty();
        });
    }

    @Test
    void authorities_that_cannot_be_read_are_named() throws InterruptedException {
        assertThat(order(Optional.of(Path.of("/nowhere/ca.pem"))))
                .isInstanceOfSatisfying(
                        Result.Failed.class,
                        failed -> assertThat(failed.sentence()).startsWith("acme.ca: /nowhere/ca.pem cannot be used"));
    }
}
