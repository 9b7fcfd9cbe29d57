package tandem.admin.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.core.balance.Balancer;
import tandem.core.balance.Member;
import tandem.core.config.RouteConfig;
import tandem.core.config.SiteConfig;
import tandem.core.config.StickyConfig;
import tandem.core.config.TandemConfig;
import tandem.core.status.BalancerStatus;
import tandem.core.status.MemberStatus;

/**
 * A balancer as Apache's pages show one.
 *
 * @param nonce what an edit must show; empty where none is needed
 * @param path where clients find it
 */
record BalancerView(Balancer balancer, String nonce, String path, List<MemberView> members) {
    BalancerView {
        members = List.copyOf(members);
    }

    static BalancerView of(Balancer balancer, String nonce, TandemConfig config, List<BalancerStatus> statuses) {
        List<MemberStatus> known = statuses.stream()
                .filter(status -> status.name().equals(balancer.name()))
                .findFirst()
                .map(BalancerStatus::members)
                .orElse(List.of());
        List<MemberView> members = new ArrayList<>();
        for (Member member : balancer.members()) {
            Optional<MemberStatus> status =
                    known.stream().filter(s -> s.id().equals(member.id())).findFirst();
            members.add(MemberView.of(balancer, member, status));
        }
        return new BalancerView(balancer, nonce, path(balancer.name(), config), members);
    }

    private static String path(String balancer, TandemConfig config) {
        Optional<RouteConfig> everywhere = first(config.routes(), balancer);
        if (everywhere.isPresent()) {
            return shown(everywhere.get());
        }
        for (SiteConfig site : config.sites()) {
            Optional<RouteConfig> route = first(site.routes(), balancer);
            if (route.isPresent()) {
                return site.serverName().map(name -> name + " -> ").orElse("") + shown(route.get());
            }
        }
        return "/";
    }

    private static Optional<RouteConfig> first(List<RouteConfig> routes, String balancer) {
        return routes.stream()
                .filter(route -> route.balancer().filter(balancer::equals).isPresent())
                .findFirst();
    }

    private static String shown(RouteConfig route) {
        return route.pattern().orElse(route.path());
    }

    String name() {
        return balancer.name();
    }

    /** The most members it may have by the manager: those of the file and those that it may add. */
    int places() {
        int inFile = balancer.config().members().size();
        return Math.max(inFile + balancer.config().manager().growth(), used());
    }

    int used() {
        return members.size();
    }

    boolean mayGrow() {
        return used() < places();
    }

    /** {@code cookie}, {@code cookie|parameter}, or empty. */
    String sticky() {
        Optional<StickyConfig> sticky = balancer.config().sticky();
        String cookie = sticky.flatMap(StickyConfig::cookie).orElse("");
        String parameter = sticky.flatMap(StickyConfig::parameter).orElse("");
        if (cookie.isEmpty() || parameter.isEmpty() || cookie.equals(parameter)) {
            return cookie.isEmpty() ? parameter : cookie;
        }
        return cookie + "|" + parameter;
    }

    String policy() {
        return balancer.config().policy().word();
    }

    /** The member whose URL this is, or the longest URL that this one lies below. */
    Optional<MemberView> member(String url) {
        MemberView best = null;
        for (MemberView member : members) {
            String own = member.url();
            boolean below = url.length() > own.length()
                    && url.regionMatches(true, 0, own, 0, own.length())
                    && (url.charAt(own.length()) == '/' || own.endsWith("/"));
            if (url.equalsIgnoreCase(own)) {
                return Optional.of(member);
            }
            if (below && (best == null || own.length() > best.url().length())) {
                best = member;
            }
        }
        return Optional.ofNullable(best);
    }
}
