package tandem.admin;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import tandem.core.port.NodeControl.Drill;

/** The fault that a client asks for, read from the body. */
final class DrillRequest {
    private static final int DEFAULT_SECONDS = 5;
    private static final int MOST_SECONDS = 60;

    private DrillRequest() {}

    static Drill read(JsonBody body) throws JsonBody.BadBody {
        String word = body.text("fault").orElse("");
        Drill.Fault fault = Arrays.stream(Drill.Fault.values())
                .filter(one -> one.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new JsonBody.BadBody("'" + word + "' is no fault; give one of "
                        + Arrays.stream(Drill.Fault.values())
                                .map(Drill.Fault::word)
                                .collect(Collectors.joining(", "))));
        Optional<String> seconds = body.number("seconds");
        return new Drill(fault, seconds.isEmpty() ? DEFAULT_SECONDS : seconds(seconds.get()));
    }

    private static int seconds(String text) throws JsonBody.BadBody {
        int seconds = text.matches("\\d{1,3}") ? Integer.parseInt(text) : 0;
        if (seconds < 1 || seconds > MOST_SECONDS) {
            throw new JsonBody.BadBody("'seconds' is " + text + "; 1 to " + MOST_SECONDS + " are allowed");
        }
        return seconds;
    }
}
