package tandem.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.core.config.BalancerConfig;
import tandem.core.config.FtpConfig;
import tandem.core.config.HashConfig;
import tandem.core.config.ManagerEdits;
import tandem.core.config.MemberConfig;
import tandem.core.config.MemberTlsConfig;
import tandem.core.config.MemberUrl;
import tandem.core.config.PolicyName;
import tandem.core.config.SourceAddress;
import tandem.core.config.StatusCode;
import tandem.core.config.StickyConfig;

/** A balancer while its file is read; directives may add to it in any order. One thread. */
final class BalancerDraft {
    final String name;
    final Place place;
    final List<MemberDraft> members = new ArrayList<>();
    private final List<HttpdWord> words = new ArrayList<>();

    /** The server's URL if a ProxyPass to it made the balancer. */
    @Nullable
    MemberUrl implicit;

    PolicyName policy = PolicyName.BYREQUESTS;
    Optional<String> cookie = Optional.empty();
    Optional<String> parameter = Optional.empty();
    StickyConfig.Separator separator = StickyConfig.Separator.DOT;
    boolean semicolonEnds;
    boolean nofailover;
    OptionalInt maxAttempts = OptionalInt.empty();
    boolean forceRecovery = true;
    Duration wait = Duration.ZERO;
    Set<StatusCode> failOnStatus = Set.of();
    boolean failOnTimeout;
    Optional<String> nonce = Optional.empty();
    int growth;
    private Optional<String> user = Optional.empty();
    private Optional<String> password = Optional.empty();

    BalancerDraft(String name, Place place) {
        this.name = name;
        this.place = place;
    }

    /** Carries a parameter out and keeps it, for virtual hosts that add to this balancer. */
    void apply(HttpdWord word, Report report) {
        words.add(word);
        HttpdParameter.apply(BalancerParameters.ROWS, "Balancer", word, this, report);
    }

    /** Says as whom its members are logged in to, which is one for all of them; false if another one was said before. */
    boolean logIn(FtpUrl url) {
        if (url.user().isEmpty()) {
            return true;
        }
        boolean same = user.isEmpty() || sameLogin(url);
        user = url.user();
        password = url.password();
        return same;
    }

    boolean sameLogin(FtpUrl url) {
        return user.equals(url.user()) && password.equals(url.password());
    }

    /** Whether it has members by FTP. */
    boolean byFtp() {
        return members.stream().anyMatch(member -> member.url.ftp());
    }

    /** How they are asked, where its server says so. */
    FtpConfig ftp(ServerDraft owner) {
        return FtpDraft.config(owner, user, password);
    }

    /** Whether more is said of it than its name. */
    boolean hasContent() {
        return !members.isEmpty() || !words.isEmpty();
    }

    /** This virtual host's balancer with what the main server says of it underneath. */
    BalancerDraft over(@Nullable BalancerDraft main) {
        if (main == null) {
            return this;
        }
        BalancerDraft merged = new BalancerDraft(name, place);
        Report silent = new Report();
        main.words.forEach(word -> merged.apply(word, silent));
        words.forEach(word -> merged.apply(word, silent));
        merged.members.addAll(main.members);
        merged.members.addAll(members);
        merged.implicit = implicit;
        merged.user = user.or(() -> main.user);
        merged.password = user.isPresent() ? password : main.password;
        return merged;
    }

    /**
     * @param timeout the time limit of members that have none of their own
     * @param names what members' parameters may name
     * @param source what connections leave by
     */
    BalancerConfig config(Duration timeout, HttpdHealth names, Optional<SourceAddress> source, MemberTlsConfig tls) {
        Optional<StickyConfig> sticky = cookie.isEmpty() && parameter.isEmpty()
                ? Optional.empty()
                : Optional.of(new StickyConfig(cookie, parameter, separator, semicolonEnds));
        return new BalancerConfig(
                policy,
                HashConfig.SOURCE,
                sticky,
                nofailover,
                maxAttempts,
                forceRecovery,
                wait,
                failOnStatus,
                failOnTimeout,
                Optional.empty(),
                configs(timeout, names),
                tls,
                new ManagerEdits(nonce, growth),
                source,
                Optional.empty(),
                Optional.empty());
    }

    private List<MemberConfig> configs(Duration timeout, HttpdHealth names) {
        Map<String, Integer> uses = new HashMap<>();
        members.forEach(member -> uses.merge(member.route, 1, Integer::sum));
        Set<String> taken = new HashSet<>(uses.keySet());
        List<MemberConfig> configs = new ArrayList<>();
        for (MemberDraft member : members) {
            boolean ownRoute = uses.getOrDefault(member.route, 0) == 1 && member.route.matches("[^\\s/]+");
            configs.add(member.config(ownRoute ? member.route : free(member.url.authority(), taken), timeout, names));
        }
        return configs;
    }

    private static String free(String wanted, Set<String> taken) {
        String name = wanted;
        for (int i = 2; !taken.add(name); i++) {
            name = wanted + "-" + i;
        }
        return name;
    }
}
