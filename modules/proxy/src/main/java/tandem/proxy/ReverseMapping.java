package tandem.proxy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.core.balance.Balancer;
import tandem.core.balance.Member;
import tandem.core.config.MemberUrl;
import tandem.core.config.RouteConfig.ReverseConfig;
import tandem.core.routing.RoutingTable;

/**
 * Maps URLs of the member side back to the client's side as Apache's ProxyPassReverse does: entries in order, the first match
 * wins. Deliberate: a prefix ends at a border and the default port may be written or not, which Apache does not understand.
 */
final class ReverseMapping {
    private static final String BALANCER = "balancer://";

    private ReverseMapping() {}

    /**
     * The URL as clients are to see it; null if no entry is about it.
     *
     * @param here scheme and authority that clients use, such as {@code http://www.example.com}
     */
    static @Nullable String map(String url, List<ReverseConfig> entries, RoutingTable table, String here) {
        for (ReverseConfig entry : entries) {
            for (String real : realUrls(entry.url(), table)) {
                String rest = real.startsWith("/") ? restOfPath(url, real) : rest(url, real);
                if (rest != null) {
                    boolean twoSlashes = entry.path().endsWith("/") && rest.startsWith("/");
                    return here + entry.path() + (twoSlashes ? rest.substring(1) : rest);
                }
            }
        }
        return null;
    }

    private static List<String> realUrls(String configured, RoutingTable table) {
        if (!configured.regionMatches(true, 0, BALANCER, 0, BALANCER.length())) {
            return List.of(configured);
        }
        int slash = configured.indexOf('/', BALANCER.length());
        String name = configured.substring(BALANCER.length(), slash < 0 ? configured.length() : slash);
        String path = slash < 0 ? "" : configured.substring(slash);
        List<String> urls = new ArrayList<>();
        Balancer balancer = table.balancers().get(name);
        if (balancer != null) {
            for (Member member : balancer.members()) {
                MemberUrl url = member.config().url();
                String server = url.webScheme() + "://" + url.authority();
                urls.add(server + url.path() + path);
                if (url.onDefaultPort()) {
                    urls.add(server + ":" + url.port() + url.path() + path);
                }
            }
        }
        return urls;
    }

    private static @Nullable String restOfPath(String url, String realPath) {
        int scheme = url.indexOf("://");
        int path = scheme < 0 ? 0 : url.indexOf('/', scheme + 3);
        return path < 0 ? null : rest(url.substring(path), realPath);
    }

    private static @Nullable String rest(String url, String real) {
        String bare = real.endsWith("/") ? real.substring(0, real.length() - 1) : real;
        if (!url.regionMatches(true, 0, bare, 0, bare.length())) {
            return null;
        }
        String rest = url.substring(bare.length());
        return rest.isEmpty() || "/?#".indexOf(rest.charAt(0)) >= 0 ? rest : null;
    }
}
