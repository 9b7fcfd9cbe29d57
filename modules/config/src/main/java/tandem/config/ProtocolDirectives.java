package tandem.config;

import static tandem.config.HttpdDirective.ANY_NUMBER;
import static tandem.config.HttpdDirective.OUTSIDE;
import static tandem.config.HttpdDirective.carriedOut;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tandem.config.HttpdDirective.HttpdCall;

/** Which versions of HTTP clients may speak: core's directives for mod_http2. */
final class ProtocolDirectives {
    static final List<HttpdDirective> ROWS = List.of(
            carriedOut(
                    "Protocols",
                    OUTSIDE,
                    1,
                    ANY_NUMBER,
                    "h2: HTTP/2 by TLS; h2c: HTTP/2 in clear text by prior knowledge (httpd: by Upgrade too); http/1.1"
                            + " always. As in httpd no HTTP/2 where nothing is said. For all names of an address alike.",
                    ProtocolDirectives::protocols),
            carriedOut(
                    "ProtocolsHonorOrder",
                    OUTSIDE,
                    1,
                    1,
                    "On (default): http/1.1 before h2 leaves HTTP/2 off, since clients that know h2 offer both; Off: it does not.",
                    call -> call.server().protocols.honorOrder =
                            Optional.of(HttpdNumbers.onOff(call.word(0), "ProtocolsHonorOrder"))));

    private ProtocolDirectives() {}

    private static void protocols(HttpdCall call) {
        for (HttpdWord word : call.arguments()) {
            switch (word.text().toLowerCase(Locale.ROOT)) {
                case "h2", "h2c", "http/1.1" -> {
                    // what it does depends on the address
                }
                default ->
                    call.warning(
                            word.place(),
                            word.text() + " has no effect here: clients are spoken to by http/1.1, h2 and h2c");
            }
        }
        call.server().protocols.words = List.copyOf(call.arguments());
    }
}
