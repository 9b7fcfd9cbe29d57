package tandem.core.config;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** A member as the file describes it. */
public record MemberConfig(
        @Key(doc = "The member's name in commands and metrics; unique in its balancer.", example = "node1")
        String name,

        @Key(
                doc =
                        "Where it listens: http://HOST[:PORT][/PATH], or https://… by TLS; for HTTP/2 to it h2c://…, or h2://… by TLS;"
                                + " for files by FTP ftp://….",
                example = "http://192.0.2.21")
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
        Duration keepIdle,

        @Key(
                doc =
                        "Ask it for 100-continue before a request's body is sent, and go to the next member if it does not answer in"
                                + " this time (ping); absent: not. By HTTP/2: a PING before a connection that was silent is used again.",
                fallback = "",
                example = "1s",
                range = "1ms..1h")
        Optional<Duration> ping,

        @Key(doc = "How it is probed, instead of the balancer's health.", fallback = "", example = "{method: tcp}")
        Optional<HealthConfig> health,

        @Key(doc = "How many requests it is given at a time.", fallback = "{}")
        MemberLimitConfig limit,

        @Key(doc = "How often the address of its name is asked for (addressttl).", fallback = "30s", range = "1s..24h")
        Duration resolveEvery,

        @Key(
                doc =
                        "How long a member that came up or was added beside others takes from a tenth of its weight to all of it;"
                                + " 0s: it is given its share at once.",
                fallback = "0s",
                range = "0s..24h",
                example = "30s")
        Duration slowStart,

        @Key(
                doc =
                        "The header of the PROXY protocol that connections to it begin with, which names the client: off, v1 (text),"
                                + " v2 (binary). Clients then share no connection to it.",
                fallback = "off")
        ProxyHeaderVersion proxyProtocol,

        @Key(
                doc =
                        "Another member of the balancer, and the share of the new clients chosen for this one that it gets in its place,"
                                + " such as node2:10%; absent: none.",
                fallback = "",
                example = "node2:10%")
        Optional<Shift> shift) {

    /** How often the address of a name is asked for where its member does not say. */
    public static final Duration RESOLVE_EVERY = Duration.ofSeconds(30);

    public MemberConfig {
        setting = Set.copyOf(setting);
    }

    /** The same member, to be changed part by part. */
    public Edit edit() {
        return new Edit(this);
    }

    /** A member that is being changed; one use, one thread. */
    public static final class Edit {
        private final MemberConfig from;
        private MemberUrl url;
        private String route;
        private Weight weight;
        private Set<MemberFlag> setting;
        private int lbset;
        private Duration retry;
        private String redirect;
        private Duration connectTimeout;
        private Duration timeout;
        private boolean reuse;
        private Duration keepIdle;
        private Optional<Duration> ping;
        private MemberLimitConfig limit;
        private Duration resolveEvery;
        private Duration slowStart;
        private ProxyHeaderVersion proxyProtocol;
        private Optional<Shift> shift;

        private Edit(MemberConfig from) {
            this.from = from;
            this.url = from.url;
            this.route = from.route;
            this.weight = from.weight;
            this.setting = from.setting;
            this.lbset = from.lbset;
            this.retry = from.retry;
            this.redirect = from.redirect;
            this.connectTimeout = from.connectTimeout;
            this.timeout = from.timeout;
            this.reuse = from.reuse;
            this.keepIdle = from.keepIdle;
            this.ping = from.ping;
            this.limit = from.limit;
            this.resolveEvery = from.resolveEvery;
            this.slowStart = from.slowStart;
            this.proxyProtocol = from.proxyProtocol;
            this.shift = from.shift;
        }

        public Edit url(MemberUrl to) {
            url = to;
            return this;
        }

        public Edit route(String to) {
            route = to;
            return this;
        }

        public Edit weight(Weight to) {
            weight = to;
            return this;
        }

        public Edit setting(Set<MemberFlag> to) {
            setting = to;
            return this;
        }

        public Edit reuse(boolean to) {
            reuse = to;
            return this;
        }

        public Edit keepIdle(Duration to) {
            keepIdle = to;
            return this;
        }

        public Edit lbset(int to) {
            lbset = to;
            return this;
        }

        public Edit retry(Duration to) {
            retry = to;
            return this;
        }

        public Edit redirect(String to) {
            redirect = to;
            return this;
        }

        public Edit connectTimeout(Duration to) {
            connectTimeout = to;
            return this;
        }

        public Edit timeout(Duration to) {
            timeout = to;
            return this;
        }

        public Edit ping(Optional<Duration> to) {
            ping = to;
            return this;
        }

        public Edit limit(MemberLimitConfig to) {
            limit = to;
            return this;
        }

        public Edit resolveEvery(Duration to) {
            resolveEvery = to;
            return this;
        }

        public Edit slowStart(Duration to) {
            slowStart = to;
            return this;
        }

        public Edit proxyProtocol(ProxyHeaderVersion to) {
            proxyProtocol = to;
            return this;
        }

        public Edit shift(Optional<Shift> to) {
            shift = to;
            return this;
        }

        public MemberConfig done() {
            return new MemberConfig(
                    from.name,
                    url,
                    route,
                    weight,
                    setting,
                    lbset,
                    retry,
                    redirect,
                    connectTimeout,
                    timeout,
                    reuse,
                    keepIdle,
                    ping,
                    from.health,
                    limit,
                    resolveEvery,
                    slowStart,
                    proxyProtocol,
                    shift);
        }
    }

    /** A member that is neither pinged nor probed, and takes any number of requests. */
    public MemberConfig(
            String name,
            MemberUrl url,
            String route,
            Weight weight,
            Set<MemberFlag> setting,
            int lbset,
            Duration retry,
            String redirect,
            Duration connectTimeout,
            Duration timeout,
            boolean reuse,
            Duration keepIdle) {
        this(
                name,
                url,
                route,
                weight,
                setting,
                lbset,
                retry,
                redirect,
                connectTimeout,
                timeout,
                reuse,
                keepIdle,
                Optional.empty(),
                Optional.empty(),
                MemberLimitConfig.NONE,
                RESOLVE_EVERY,
                Duration.ZERO,
                ProxyHeaderVersion.OFF,
                Optional.empty());
    }
}
