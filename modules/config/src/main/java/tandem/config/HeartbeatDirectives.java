package tandem.config;

import static tandem.config.HttpdDirective.OUTSIDE;
import static tandem.config.HttpdDirective.carriedOut;

import java.util.List;
import java.util.Optional;
import tandem.config.HttpdDirective.HttpdCall;
import tandem.core.config.ListenAddress;

/** Where members announce their load, for lbmethod=heartbeat: mod_heartmonitor and mod_lbmethod_heartbeat. */
final class HeartbeatDirectives {
    static final List<HttpdDirective> ROWS = List.of(
            carriedOut(
                    "HeartbeatListen",
                    OUTSIDE,
                    1,
                    1,
                    "The UDP address and port, a multicast group or an own one, that members announce to.",
                    HeartbeatDirectives::listen),
            carriedOut(
                    "HeartbeatStorage",
                    OUTSIDE,
                    1,
                    1,
                    "A file that is written with HeartbeatListen, and read without; httpd has one in any case.",
                    HeartbeatDirectives::storage));

    private HeartbeatDirectives() {}

    private static void listen(HttpdCall call) {
        ListenAddress address = ListenAddress.parse(call.word(0));
        if (address.everyAddress() && call.word(0).indexOf(':') < 0) {
            throw new IllegalArgumentException("is ADDRESS:PORT, such as 239.0.0.1:27999");
        }
        call.draft().heartbeatListen = Optional.of(address);
    }

    private static void storage(HttpdCall call) {
        call.draft().heartbeatStorage = Optional.of(call.draft().serverRoot.resolve(call.word(0)));
    }
}
