package tandem.proxy.http2;

import java.util.List;
import java.util.stream.Stream;

/** All cases of h2spec, and those that it lacks. */
public final class H2Cases {
    private H2Cases() {}

    public static List<H2Case> all() {
        return Stream.of(
                        H2Generic.frames(),
                        H2Generic.hpack(),
                        H2Strict.framing(),
                        H2Strict.states(),
                        H2Strict.frames(),
                        H2Strict.windows(),
                        H2Strict.further(),
                        H2Messages.messages(),
                        H2Messages.hpack(),
                        H2Messages.fields(),
                        H2WebSockets.requests())
                .flatMap(List::stream)
                .toList();
    }
}
