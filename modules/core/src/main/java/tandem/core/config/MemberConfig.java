package tandem.core.config;

import java.time.Duration;
import java.util.Set;

/** A member as the file describes it. */
public record MemberConfig(
        @Key(doc = "The member's name in commands and metrics; unique in its balancer.", example = "node1")
        String name,

        @Key(doc = "Where it listens: http://HOST[:PORT][/PATH].", example = "http://192.0.2.21")
        MemberUrl url,

        @Key(
                doc = "Its route in session values; empty: no client can be sticky to it.",
                fallback = "\"\"",
                example = "node1")
        String route,

        @Key(doc = "Its share of requests (loadfactor), two decimals.", fallback = "1", range = "1..100")
        Weight weight,

        @Key(
                doc =
                        "One or several of draining, disabled, stopped, standby, spare, ignore-errors; or enabled (status).",
                fallback = "enabled")
        Set<MemberFlag> setting,

        @Key(doc = "Members of a lower set are exhausted first (lbset).", fallback = "0", range = "0..99")
        int lbset,

        @Key(doc = "How long a member in error is left alone (retry).", fallback = "60s")
        Duration retry,

        @Key(doc = "Route of the member to use while this one is not usable (redirect).", fallback = "\"\"")
        String redirect,

        @Key(doc = "How long a connection to it may take (connectiontimeout).", fallback = "3s")
        Duration connectTimeout,

        @Key(
                doc = "How long it may be silent before its response and between pieces of it (timeout).",
                fallback = "60s")
        Duration timeout,

        @Key(doc = "Use a connection for several requests (disablereuse).", fallback = "true")
        boolean reuse,

        @Key(doc = "How long an unused connection is kept (ttl).", fallback = "60s")
        Duration keepIdle) {

    public MemberConfig {
        setting = Set.copyOf(setting);
    }
}
