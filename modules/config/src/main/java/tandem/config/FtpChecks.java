package tandem.config;

import tandem.core.config.BalancerConfig;
import tandem.core.config.FtpConfig;
import tandem.core.config.HealthConfig;
import tandem.core.config.HealthMethod;
import tandem.core.config.MemberConfig;
import tandem.core.config.ProxyHeaderVersion;
import tandem.core.config.TandemConfig;
import tandem.core.ftp.FtpLogin;

/** Finds members by FTP that are to do what only HTTP can, and logins and character sets that cannot be. */
final class FtpChecks {
    private final TandemConfig config;
    private final Places places;
    private final Report report;

    FtpChecks(TandemConfig config, Places places, Report report) {
        this.config = config;
        this.places = places;
        this.report = report;
    }

    void check() {
        config.balancers().forEach(this::balancer);
        config.forwardProxies().forEach((name, proxy) -> how("forward-proxies." + name + ".ftp", proxy.ftp()));
    }

    private void balancer(String name, BalancerConfig balancer) {
        String key = "balancers." + name;
        how(key + ".ftp", balancer.ftp());
        long byFtp =
                balancer.members().stream().filter(member -> member.url().ftp()).count();
        if (byFtp == 0 && !balancer.ftp().equals(FtpConfig.DEFAULT)) {
            report.warning(places.of(key + ".ftp"), key + ".ftp", "has no effect: no member has an ftp:// URL");
        }
        for (int i = 0; i < balancer.members().size(); i++) {
            MemberConfig member = balancer.members().get(i);
            String own = key + ".members[" + i + "]";
            if (member.url().ftp()) {
                member(own, key, balancer, member);
            } else if (byFtp > 0) {
                error(
                        own + ".url",
                        "'" + member.url() + "': a balancer has members by FTP or by HTTP, not both; make another one");
            }
        }
    }

    private void member(String key, String balancerKey, BalancerConfig balancer, MemberConfig member) {
        if (member.proxyProtocol() != ProxyHeaderVersion.OFF) {
            error(key + ".proxy-protocol", "servers by FTP do not read it; leave it out");
        }
        if (member.ping().isPresent()) {
            error(key + ".ping", "asks for 100-continue, which FTP does not have; leave it out");
        }
        String health = (member.health().isPresent() ? key : balancerKey) + ".health";
        balancer.healthOf(member).map(HealthConfig::method).ifPresent(method -> {
            if (method != HealthMethod.TCP) {
                error(health, "probes by HTTP; a server by FTP is probed by {method: tcp} (hcmethod=TCP)");
            }
        });
    }

    private void how(String key, FtpConfig ftp) {
        if (!FtpConfig.carries(ftp.charset())) {
            error(key + ".charset", "'" + ftp.charset() + "': " + FtpConfig.CHARSETS);
        }
        boolean user =
                ftp.user().map(name -> !name.isEmpty() && FtpLogin.clean(name)).orElse(true);
        if (!user) {
            error(key + ".user", "a user's name is not empty and has no control characters");
        }
        if (ftp.password().isPresent() && ftp.user().isEmpty()) {
            error(key + ".password", "is of no use without a user; write user: too");
        }
        if (!ftp.password().map(FtpLogin::clean).orElse(true)) {
            error(key + ".password", "has control characters, or such as are not in ISO-8859-1");
        }
    }

    private void error(String key, String message) {
        report.error(places.of(key), key, message);
    }
}
