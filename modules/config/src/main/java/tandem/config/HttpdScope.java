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

    /** Outside of every section, or inside one that only asks a condition. */
    record Server() implements HttpdScope {
        @Override
        public Where where() {
            return Where.SERVER;
        }
    }

    /**
     * Inside {@code <Proxy>}.
     *
     * @param pattern which targets it speaks of
     * @param balancer the balancer that it describes, if it names one
     */
    record Proxy(String pattern, Optional<BalancerUrl> balancer, HttpdAccess access) implements HttpdScope {
        @Override
        public Where where() {
            return Where.PROXY;
        }
    }

    /** Inside {@code <Location>}. */
    record Location(String path, Place place, HttpdAccess access) implements HttpdScope {
        @Override
        public Where where() {
            return Where.LOCATION;
        }
    }
}
