package tandem.admin.manager;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tandem.core.balance.Schedule;
import tandem.core.config.BalancerConfig;
import tandem.core.config.MemberConfig;
import tandem.core.config.StickyConfig;

/** The manager's state as XML, element by element as Apache 2.4 writes it. One use. */
final class ManagerXml {
    private static final DateTimeFormatter RFC_822 = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);
    private static final Duration PLAIN_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration PLAIN_CONNECT = Duration.ofSeconds(3);

    private final StringBuilder out = new StringBuilder(4096);
    private final long nowNanos;
    private final long nowEpochMillis;

    private ManagerXml(long nowNanos, long nowEpochMillis) {
        this.nowNanos = nowNanos;
        this.nowEpochMillis = nowEpochMillis;
    }

    static String document(List<BalancerView> balancers, long nowNanos, long nowEpochMillis) {
        ManagerXml xml = new ManagerXml(nowNanos, nowEpochMillis);
        xml.out
                .append("<?xml version='1.0' encoding='UTF-8' ?>\n")
                .append("<httpd:manager xmlns:httpd='http://httpd.apache.org'>\n  <httpd:balancers>\n");
        balancers.forEach(xml::balancer);
        return xml.out.append("  </httpd:balancers>\n</httpd:manager>").toString();
    }

    private void balancer(BalancerView view) {
        BalancerConfig config = view.balancer().config();
        out.append("    <httpd:balancer>\n");
        line(3, "name", "balancer://" + view.name());
        line(3, "nonce", view.nonce());
        if (config.sticky().isPresent()) {
            StickyConfig sticky = config.sticky().get();
            line(3, "stickysession", sticky.cookie().or(sticky::parameter).orElse(""));
            line(3, "nofailover", onOff(config.nofailover()));
        }
        line(3, "timeout", String.valueOf(config.waitForMember().toSeconds()));
        if (config.maxAttempts().isPresent() || view.used() > 1) {
            line(3, "maxattempts", String.valueOf(view.balancer().furtherAttempts()));
        }
        line(3, "lbmethod", view.policy());
        config.sticky().ifPresent(sticky -> line(3, "scolonpathdelim", onOff(sticky.semicolonEnds())));
        out.append("      <httpd:workers>\n");
        view.members().forEach(member -> worker(view, member));
        out.append("      </httpd:workers>\n    </httpd:balancer>\n");
    }

    private void worker(BalancerView balancer, MemberView view) {
        MemberConfig config = view.member().config();
        out.append("        <httpd:worker>\n");
        line("name", view.url());
        line("scheme", config.url().scheme());
        line("hostname", config.url().host());
        line("loadfactor", view.factor());
        line("port", String.valueOf(config.url().port()));
        line("min", "0");
        line("smax", "0");
        line("max", "0");
        line("ttl", String.valueOf(config.keepIdle().toSeconds()));
        unlessPlain("timeout", config.timeout(), PLAIN_TIMEOUT, config.timeout().toSeconds());
        line("status", view.words());
        errorTime(balancer, view).ifPresent(time -> line("error_time", time));
        line("retries", String.valueOf(view.standing().retries()));
        line("lbstatus", String.valueOf(view.standing().lbstatus()));
        line("loadfactor", view.factor());
        line("transferred", String.valueOf(view.bytesTo()));
        line("read", String.valueOf(view.bytesFrom()));
        line("elected", String.valueOf(view.elected()));
        line("route", config.route());
        line("redirect", config.redirect());
        line("busy", String.valueOf(view.busy()));
        line("lbset", String.valueOf(config.lbset()));
        unlessPlain(
                "connectiontimeout",
                config.connectTimeout(),
                PLAIN_CONNECT,
                config.connectTimeout().toMillis());
        unlessPlain(
                "retry",
                config.retry(),
                BalancerConfig.DEFAULT_RETRY,
                config.retry().toSeconds());
        out.append("        </httpd:worker>\n");
    }

    private void unlessPlain(String name, Duration value, Duration plain, long number) {
        if (!value.equals(plain)) {
            line(name, String.valueOf(number));
        }
    }

    private Optional<String> errorTime(BalancerView balancer, MemberView view) {
        Optional<Schedule.InError> error = balancer.balancer().schedule().error(view.member(), nowNanos);
        return error.map(
                e -> RFC_822.format(Instant.ofEpochMilli(nowEpochMillis).minus(e.since())));
    }

    private static String onOff(boolean on) {
        return on ? "On" : "Off";
    }

    private void line(String name, String text) {
        line(5, name, text);
    }

    private void line(int depth, String name, String text) {
        out.append("  ".repeat(depth))
                .append("<httpd:")
                .append(name)
                .append('>')
                .append(Markup.escaped(text))
                .append("</httpd:")
                .append(name)
                .append(">\n");
    }
}
