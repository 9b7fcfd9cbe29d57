package tandem.config;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.core.config.BalancerConfig;
import tandem.core.config.MemberConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.MemberLimitConfig;
import tandem.core.config.MemberUrl;
import tandem.core.config.ProxyHeaderVersion;
import tandem.core.config.Weight;

/** A member while its file is read. One thread. */
final class MemberDraft {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration KEEP_IDLE = Duration.ofSeconds(60);

    final Place place;
    final MemberUrl url;
    final Set<MemberFlag> flags = EnumSet.noneOf(MemberFlag.class);
    String route = "";
    String redirect = "";
    Weight weight = Weight.ONE;
    int lbset;
    Duration retry = BalancerConfig.DEFAULT_RETRY;

    @Nullable
    Duration connectTimeout;

    @Nullable
    Duration timeout;

    @Nullable
    Duration ping;

    final HealthDraft health = new HealthDraft();
    boolean reuse = true;
    Duration keepIdle = KEEP_IDLE;
    int connections;

    @Nullable
    Duration acquire;

    Duration resolveEvery = MemberConfig.RESOLVE_EVERY;

    MemberDraft(Place place, MemberUrl url) {
        this.place = place;
        this.url = url;
    }

    /**
     * @param otherwise the time limit where the member has none of its own
     * @param names what its parameters may name
     */
    MemberConfig config(String name, Duration otherwise, HttpdHealth names) {
        return new MemberConfig(
                name,
                url,
                route,
                weight,
                flags,
                lbset,
                retry,
                redirect,
                Optional.ofNullable(connectTimeout).orElse(CONNECT_TIMEOUT),
                Optional.ofNullable(timeout).orElse(otherwise),
                reuse,
                keepIdle,
                Optional.ofNullable(ping),
                health.empty() ? Optional.empty() : health.config(names, place),
                new MemberLimitConfig(connections, Optional.ofNullable(acquire)),
                resolveEvery,
                Duration.ZERO,
                ProxyHeaderVersion.OFF,
                Optional.empty());
    }
}
