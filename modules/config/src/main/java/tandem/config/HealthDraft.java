package tandem.config;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.core.config.HealthConfig;
import tandem.core.config.HealthMethod;
import tandem.core.health.Expectation;

/** What an httpd.conf says about probing a member, or a template says about many; null where it says nothing. One thread. */
final class HealthDraft {
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    @Nullable
    String template;

    @Nullable
    Optional<HealthMethod> method;

    @Nullable
    Duration interval;

    @Nullable
    Integer passes;

    @Nullable
    Integer fails;

    @Nullable
    String uri;

    @Nullable
    String expression;

    boolean empty() {
        return template == null
                && method == null
                && interval == null
                && passes == null
                && fails == null
                && uri == null
                && expression == null;
    }

    /** The rule, if its method is one that asks something; what is missing is taken from the template, then httpd's defaults. */
    Optional<HealthConfig> config(HttpdHealth names, Place place) {
        HealthDraft base = template == null ? new HealthDraft() : names.template(template, place);
        Optional<HealthMethod> asked = first(
                method, base.method, template == null ? Optional.<HealthMethod>empty() : Optional.of(HealthMethod.TCP));
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        HealthMethod how = asked.get();
        String path = first(uri, base.uri, "");
        Optional<Expectation> expect = Optional.ofNullable(expression)
                .or(() -> Optional.ofNullable(base.expression))
                .filter(name -> how != HealthMethod.TCP)
                .flatMap(name -> names.expression(name, place));
        return Optional.of(new HealthConfig(
                how,
                path.isEmpty() || path.startsWith("/") ? path : "/" + path,
                first(interval, base.interval, INTERVAL),
                Math.max(1, first(passes, base.passes, 1)),
                Math.max(1, first(fails, base.fails, 1)),
                expect,
                Optional.empty(),
                Optional.empty()));
    }

    private static <T> T first(@Nullable T own, @Nullable T base, T otherwise) {
        return own != null ? own : base != null ? base : otherwise;
    }
}
