package tandem.config;

import java.util.Optional;

/** Where a directive stands. */
sealed interface HttpdScope {
    /** Where a directive may stand, as the table says it. */
    enum Where {
        SERVER,
        PROXY,
        LOCATION
    }

    Where where();

    /** The main server or the virtual host around it. */
    ServerDraft server();

    /** What the requests are told that it speaks of. */
    SectionDraft section();

    /** Outside of every section but VirtualHost and those that only ask a condition. */
    record Server(ServerDraft server) implements HttpdScope {
        @Override
        public Where where() {
            return Where.SERVER;
        }

        @Override
        public SectionDraft section() {
            return server.everywhere;
        }
    }

    /**
     * Inside {@code <Proxy>}.
     *
     * @param pattern which targets it speaks of
     * @param regex whether that is a regular expression
     * @param balancer the balancer that it describes, if it names one
     */
    record Proxy(String pattern, boolean regex, Optional<BalancerUrl> balancer, HttpdAccess access, ServerDraft server)
            implements HttpdScope {
        @Override
        public Where where() {
            return Where.PROXY;
        }

        @Override
        public SectionDraft section() {
            if (!pattern.equals("*")) {
                throw new IllegalArgumentException(
                        "is carried out in <Proxy *>, not for some targets; write it in <Location> or outside of sections");
            }
            return server.everywhere;
        }
    }

    /** Inside {@code <Location>} or {@code <LocationMatch>}. */
    record Location(SectionDraft section, ServerDraft server) implements HttpdScope {
        @Override
        public Where where() {
            return Where.LOCATION;
        }
    }
}
