package tandem.failover.vip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tandem.core.port.Outcome;

/** What every provider does, the fake one included. */
public interface VipProviderContract {
    /** The provider under test, its address hidden; the same one during a test. */
    VipProvider vip();

    /** Whether the address is there, looked at from outside of the provider. */
    boolean held();

    @Test
    default void a_capable_machine_passes_the_preflight() {
        assertThat(vip().preflight()).isInstanceOf(Outcome.Done.class);
    }

    @Test
    default void an_address_that_nobody_has_is_silent() {
        assertThat(vip().silent(() -> false)).isInstanceOf(Outcome.Done.class);
    }

    @Test
    default void showing_twice_is_as_good_as_once() {
        assertThat(vip().show()).isInstanceOf(Outcome.Done.class);
        assertThat(vip().show()).isInstanceOf(Outcome.Done.class);

        assertThat(held()).isTrue();
    }

    @Test
    default void hiding_twice_is_as_good_as_once() {
        vip().show();

        assertThat(vip().hide()).isInstanceOf(Outcome.Done.class);
        assertThat(vip().hide()).isInstanceOf(Outcome.Done.class);

        assertThat(held()).isFalse();
    }

    @Test
    default void a_shown_address_can_be_renewed() {
        vip().show();

        assertThat(vip().renew()).isInstanceOf(Outcome.Done.class);
        assertThat(held()).isTrue();
    }

    @Test
    default void renewing_a_hidden_address_is_refused_and_does_not_show_it() {
        vip().show();
        vip().hide();

        assertThat(vip().renew()).isInstanceOf(Outcome.Refused.class);
        assertThat(held()).isFalse();
    }

    @Test
    default void announcing_a_hidden_address_does_nothing() {
        vip().announce();

        assertThat(held()).isFalse();
    }

    @Test
    default void after_the_clean_up_the_address_is_hidden() {
        vip().show();

        vip().cleanUp();

        assertThat(held()).isFalse();
    }

    @Test
    default void closing_hides_the_address() {
        vip().show();

        vip().close();

        assertThat(held()).isFalse();
    }

    @Test
    default void the_guarantee_is_a_sentence_and_the_lifetime_positive() {
        assertThat(vip().guarantee()).isNotBlank();
        assertThat(vip().lifetimeNanos()).isPositive();
    }
}
