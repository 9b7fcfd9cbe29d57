package tandem.config;

import tandem.core.config.RegistrationConfig;
import tandem.core.config.TandemConfig;
import tandem.core.text.IpAddress;
import tandem.core.text.NearestName;

/** Whether members may register at a balancer that there is, and not from everywhere. */
final class RegistrationChecks {
    private static final String KEY = "registration";

    private final TandemConfig config;
    private final Places places;
    private final Report report;

    RegistrationChecks(TandemConfig config, Places places, Report report) {
        this.config = config;
        this.places = places;
        this.report = report;
    }

    void check() {
        config.registration().ifPresent(this::check);
    }

    private void check(RegistrationConfig registration) {
        registration
                .balancer()
                .filter(name -> !config.balancers().containsKey(name))
                .ifPresent(name -> error(
                        KEY + ".balancer",
                        "there is no balancer named '" + name + "'"
                                + NearestName.to(name, config.balancers().keySet())
                                        .map(known -> "; did you mean " + known + "?")
                                        .orElse("; write balancers." + name)));
        registration
                .listen()
                .filter(listen -> !listen.everyAddress() && !IpAddress.valid(listen.host()))
                .ifPresent(listen -> error(
                        KEY + ".listen",
                        "'" + listen.host()
                                + "' is not an IP address; write one, or * for every address of the machine"));
        boolean everywhere =
                registration.listen().filter(listen -> listen.everyAddress()).isPresent();
        if (everywhere && registration.allow().isEmpty() && config.cluster().isEmpty()) {
            error(KEY + ".allow", "is missing: with * in listen it says who may register, such as [192.0.2.0/24]");
        }
        boolean anybody = registration.allow().stream().anyMatch(network -> network.prefix() == 0);
        if (anybody && registration.clientCa().isEmpty()) {
            error(
                    KEY + ".allow",
                    "lets everybody who reaches the listener take your clients' requests; name the members' networks, or give"
                            + " tls and client-ca");
        }
        if (!registration.clientCa().isEmpty() && registration.tls().isEmpty()) {
            error(
                    KEY + ".client-ca",
                    "needs TLS: give registration.tls, such as tls: {certificates: [{cert: lb.pem, key: lb.key}]}");
        }
    }

    private void error(String key, String message) {
        report.error(places.of(key), key, message);
    }
}
