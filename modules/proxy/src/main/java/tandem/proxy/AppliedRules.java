package tandem.proxy;

import org.jspecify.annotations.Nullable;
import tandem.core.balance.Choice;
import tandem.core.balance.Member;
import tandem.core.balance.StickySession;
import tandem.core.config.ErrorOverride;
import tandem.core.routing.Routed;
import tandem.core.rule.FieldTable;
import tandem.core.rule.OwnPage;
import tandem.core.rule.Visit;
import tandem.proxy.http.Field;
import tandem.proxy.http.Fields;
import tandem.proxy.http.RequestHead;
import tandem.proxy.http.ResponseHead;

/** What the rules of a request's site do to it while it is forwarded; does nothing for a request without rules. One I/O thread. */
final class AppliedRules {
    static final AppliedRules NONE = new AppliedRules(null, null);

    private static final String HSTS = "Strict-Transport-Security";

    private final @Nullable Visit visit;
    private final @Nullable String hsts;

    private AppliedRules(@Nullable Visit visit, @Nullable String hsts) {
        this.visit = visit;
        this.hsts = hsts;
    }

    /** @param hsts what responses say of https; null: nothing */
    static AppliedRules of(Routed routed, @Nullable String hsts) {
        Visit visit = routed.visit();
        return visit == null && hsts == null ? NONE : new AppliedRules(visit, hsts);
    }

    /** Changes the request's fields before a member is chosen; hop-by-hop fields are dropped already. */
    void request(RequestHead head) {
        Visit walk = visit;
        if (walk == null) {
            return;
        }
        Fields fields = head.fields();
        String before = fields.joined(Field.HOST, ", ");
        walk.requestFields(new FieldsTable(fields));
        String after = fields.joined(Field.HOST, ", ");
        if (!after.equals(before)) {
            head.authority(after);
        }
    }

    /** Sets the variables that mod_proxy_balancer sets once it has chosen. */
    void chosen(Routed.Forward forward, Choice.Chosen chosen, RequestHead head, @Nullable String route) {
        Visit walk = visit;
        if (walk == null) {
            return;
        }
        Member member = chosen.member();
        StickySession sticky = forward.balancer().sticky();
        if (sticky != null && route != null) {
            String cookies = head.fields().joined(Field.COOKIE, "; ");
            walk.set("BALANCER_SESSION_STICKY", sticky.source(head.target(), cookies));
            walk.set("BALANCER_SESSION_ROUTE", route);
        }
        walk.set("BALANCER_NAME", "balancer://" + forward.balancer().name());
        walk.set("BALANCER_WORKER_NAME", member.config().url().toString());
        walk.set("BALANCER_WORKER_ROUTE", member.config().route());
        if (sticky != null && (!chosen.sticky() || chosen.redirected())) {
            walk.set("BALANCER_ROUTE_CHANGED", "1");
        }
    }

    /** Most bytes of the request's body; 0 for no limit. */
    long maxBody() {
        return visit == null ? 0 : visit.maxBody();
    }

    /** Changes a member's response. */
    void response(ResponseHead response) {
        hsts(response);
        if (visit != null) {
            visit.responseFields(new FieldsTable(response.fields()), response.status());
        }
    }

    private void hsts(ResponseHead response) {
        if (hsts != null) {
            FieldTable fields = new FieldsTable(response.fields());
            fields.removeAll(HSTS);
            fields.add(HSTS, hsts);
        }
    }

    /** A variable of the request; null if it is not set. */
    @Nullable
    String variable(String name) {
        return visit == null ? null : visit.variable(name);
    }

    /**
     * Whether a page of this node replaces a member's error response.
     *
     * @param usual what holds where no rule says anything
     */
    boolean override(int status, ErrorOverride usual) {
        return status >= 400 && (visit == null ? usual.covers(status) : visit.overrides(status, usual));
    }

    /** The page in place of this node's own; null for its own. */
    @Nullable
    OwnPage errorPage(int status) {
        return visit == null ? null : visit.errorPage(status);
    }

    /** Adds the fields that hold for this node's own answers too. */
    void ownAnswer(ResponseHead response, int status) {
        hsts(response);
        if (visit != null) {
            FieldTable own = visit.ownFields(status);
            FieldTable fields = new FieldsTable(response.fields());
            for (int i = 0; i < own.count(); i++) {
                if (!own.gone(i)) {
                    fields.add(own.name(i), own.value(i));
                }
            }
        }
    }
}
