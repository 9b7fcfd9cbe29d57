package tandem.core.balance;

/** What a balancer says to one request. Chosen ones are made once a member, so that choosing allocates nothing. */
public sealed interface Choice {
    /**
     * A member takes the request.
     *
     * @param sticky the request's own route led to it
     * @param redirected the route's member was not usable and named this one as its redirect
     */
    record Chosen(Member member, boolean sticky, boolean redirected) implements Choice {}

    /**
     * Nobody can; the client gets 503.
     *
     * @param reason a sentence for the log and the error page
     * @param mayPass whether waiting for a member to become usable could help
     */
    record Refused(String reason, boolean mayPass) implements Choice {
        /** One that may pass. */
        public Refused(String reason) {
            this(reason, true);
        }
    }
}
