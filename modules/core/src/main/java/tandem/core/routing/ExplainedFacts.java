package tandem.core.routing;

import java.net.InetAddress;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tandem.core.routing.Explanation.Question;
import tandem.core.rule.RequestFacts;

/** The request that a question is about. */
record ExplainedFacts(Question question) implements RequestFacts {
    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String target() {
        return question.target();
    }

    @Override
    public String protocol() {
        return "HTTP/1.1";
    }

    @Override
    public String authority() {
        return question.host();
    }

    @Override
    public InetAddress client() {
        return question.client();
    }

    @Override
    public int localPort() {
        return question.port();
    }

    @Override
    public boolean secure() {
        return question.secure();
    }

    @Override
    public @Nullable String tls(String name) {
        return null;
    }

    @Override
    public @Nullable String field(String name) {
        if (name.equalsIgnoreCase("Host")) {
            return question.host();
        }
        return name.equalsIgnoreCase("Cookie") && !question.cookies().isEmpty() ? question.cookies() : null;
    }

    @Override
    public void eachField(BiConsumer<String, String> teller) {
        teller.accept("Host", question.host());
        if (!question.cookies().isEmpty()) {
            teller.accept("Cookie", question.cookies());
        }
    }

    @Override
    public long arrivedMicros() {
        return 0;
    }

    @Override
    public long elapsedMicros() {
        return 0;
    }
}
