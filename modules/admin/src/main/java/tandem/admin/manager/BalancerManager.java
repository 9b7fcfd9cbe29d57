package tandem.admin.manager;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.config.BalancerManagerConfig;
import tandem.core.config.ManagerPageConfig;
import tandem.core.config.SiteConfig;
import tandem.core.config.TandemConfig;
import tandem.core.port.NodeClock;
import tandem.core.port.NodeControl;
import tandem.core.port.OperatorPages;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.core.routing.RoutingTable;
import tandem.core.status.BalancerStatus;
import tandem.core.text.IpAddress;
import tandem.core.text.Paced;

/**
 * Apache's balancer-manager: shows balancers and members, and changes them as the command line does, for whoever shows the
 * balancer's nonce and comes from no foreign web page. Any thread; answers may block.
 */
public final class BalancerManager implements OperatorPages {
    /** What every client sees of an edit, beside the page. */
    static final String OUTCOME = "Tandem-Outcome";

    private static final Logger LOG = LoggerFactory.getLogger(BalancerManager.class);
    private static final String HTML = "text/html; charset=ISO-8859-1";
    private static final String XML = "text/xml";
    private static final String ALLOW = "GET, HEAD, POST, OPTIONS";
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none';"
            + " form-action 'self'; frame-ancestors 'none'";
    private static final ManagerPageConfig EVERYTHING = new ManagerPageConfig("/", Optional.empty(), List.of());
    private static final int SHOWN_LENGTH = 500;

    private final NodeControl control;
    private final Nonces nonces;
    private final NodeClock clock;
    private final String version;
    private final Paced refusals = new Paced();

    /** @param version Tandem's */
    public BalancerManager(NodeControl control, Nonces nonces, NodeClock clock, String version) {
        this.control = control;
        this.nonces = nonces;
        this.clock = clock;
        this.version = version;
    }

    /** Whether the admin listener has it too. */
    public boolean onAdminListener() {
        return config().compatible();
    }

    /**
     * Its answer on the admin listener, where programs need no Referer unless the configuration says so.
     *
     * @param author who asks
     */
    @RunsOn(Lane.ADMIN)
    public Answer answer(Ask ask, String author) {
        return answer(EVERYTHING, ask, config().requireReferer().orElse(false), author);
    }

    @Override
    public Answer answer(ManagerPageConfig page, Ask ask) {
        return answer(
                page,
                ask,
                config().requireReferer().orElse(true),
                ask.caller().address().getHostAddress());
    }

    private BalancerManagerConfig config() {
        return control.table().config().balancerManager();
    }

    private Answer answer(ManagerPageConfig page, Ask ask, boolean refererNeeded, String author) {
        return switch (ask.method()) {
            case "GET", "HEAD", "POST" -> shown(page, ask, refererNeeded, author);
            case "OPTIONS" -> plain(200, "");
            default -> plain(405, "Use GET or POST.");
        };
    }

    private Answer shown(ManagerPageConfig page, Ask ask, boolean refererNeeded, String author) {
        int question = ask.target().indexOf('?');
        String query = question < 0 ? "" : ask.target().substring(question + 1);
        boolean post = ask.method().equals("POST");
        Parameters given = Parameters.parse(post ? new String(ask.body(), StandardCharsets.UTF_8) : query);
        Sender sender = Sender.of(ask.caller());
        boolean believed = sender == Sender.OWN_PAGE || sender == Sender.PROGRAM && !refererNeeded;
        Parameters parameters = believed ? given : Parameters.NONE;
        String sentence = "";
        if (post && given.has("b")) {
            Attempt attempt = attempt(page, ask, parameters, sender, author);
            sentence = attempt.sentence();
            if (attempt.failed()) {
                return answer(400, HTML, ErrorText.page(sentence), outcome(sentence));
            }
        }
        List<BalancerView> balancers = balancers(page);
        if (parameters.flag("xml").orElse(false)) {
            String document = ManagerXml.document(balancers, clock.nanos(), clock.epochMillis());
            return answer(200, XML, document, outcome(sentence));
        }
        String path = question < 0 ? ask.target() : ask.target().substring(0, question);
        String authority = ask.caller().authority();
        ManagerHtml.Place place = new ManagerHtml.Place(
                Sender.host(authority),
                path,
                (ask.caller().secure() ? "https://" : "http://") + authority + path,
                version);
        String html = ManagerHtml.page(balancers, chosen(balancers, parameters), place, sentence);
        return answer(200, HTML, html, outcome(sentence));
    }

    // ---- what is shown ----

    private List<BalancerView> balancers(ManagerPageConfig page) {
        RoutingTable table = control.table();
        List<BalancerStatus> statuses = control.status().balancers();
        return table.balancers().values().stream()
                .filter(balancer -> page.shows(balancer.name()))
                .map(balancer -> BalancerView.of(balancer, nonces.of(balancer), table.config(), statuses))
                .toList();
    }

    private static Optional<BalancerView> named(List<BalancerView> balancers, String name) {
        return balancers.stream()
                .filter(balancer -> balancer.name().equals(name))
                .findFirst();
    }

    private static Optional<ManagerHtml.Chosen> chosen(List<BalancerView> balancers, Parameters parameters) {
        return parameters
                .text("b")
                .flatMap(name -> named(balancers, name))
                .map(balancer ->
                        new ManagerHtml.Chosen(balancer, parameters.text("w").flatMap(balancer::member)));
    }

    // ---- edits ----

    private record Attempt(String sentence, boolean failed) {}

    private Attempt attempt(ManagerPageConfig page, Ask ask, Parameters parameters, Sender sender, String author) {
        if (parameters.isEmpty()) {
            return refused(
                    ask,
                    sender == Sender.FOREIGN
                            ? "another web page asked for this"
                            : "a Referer of this host is needed: "
                                    + Sender.host(ask.caller().authority()));
        }
        String name = parameters.textOr("b", "");
        Optional<BalancerView> balancer = named(balancers(page), name);
        if (balancer.isEmpty()) {
            return refused(ask, "there is no balancer " + name);
        }
        Optional<String> objection = objection(balancer.get(), parameters, ask.caller(), sender);
        if (objection.isPresent()) {
            return refused(ask, objection.get());
        }
        Optional<String> lost = parameters
                .text("w")
                .filter(url -> balancer.get().member(url).isEmpty())
                .map(url -> "balancer " + name + " has no member " + url);
        Edit.Result result = new Edit(control, balancer.get(), parameters, author + " (balancer-manager)").carryOut();
        if (!result.sentence().isEmpty()) {
            LOG.info("balancer-manager: {}", result.sentence());
        }
        String sentence = result.sentence().isEmpty() ? "nothing was changed" : result.sentence();
        return new Attempt(lost.map(words -> words + "; " + sentence).orElse(sentence), result.failed());
    }

    /** Why this request may not edit the balancer; empty if it may. */
    private Optional<String> objection(BalancerView balancer, Parameters parameters, Caller caller, Sender sender) {
        if (!balancer.balancer().config().manager().withoutNonce()) {
            return nonces.matches(balancer.balancer(), parameters.textOr("nonce", ""))
                    ? Optional.empty()
                    : Optional.of("the nonce is not, or no longer, that of balancer " + balancer.name()
                            + "; read the page again");
        }
        if (sender != Sender.OWN_PAGE) {
            return Optional.of("without a nonce a Referer or an Origin of this host is needed");
        }
        return known(Sender.host(caller.authority()))
                ? Optional.empty()
                : Optional.of("without a nonce only a host that the configuration names, or an address, may be asked: "
                        + Sender.host(caller.authority()) + " is neither; set server-name");
    }

    /** Whether no stranger's name server can have led a browser here under this name. */
    private boolean known(String host) {
        TandemConfig config = control.table().config();
        return IpAddress.valid(host)
                || host.equals("localhost")
                || config.serverName().filter(host::equalsIgnoreCase).isPresent()
                || config.sites().stream().anyMatch(site -> names(site, host));
    }

    private static boolean names(SiteConfig site, String host) {
        return site.serverName().filter(host::equalsIgnoreCase).isPresent()
                || site.hosts().stream()
                        .anyMatch(name -> name.equalsIgnoreCase(host)
                                || name.startsWith("*.") && host.endsWith(name.substring(1)));
    }

    private Attempt refused(Ask ask, String reason) {
        String client = ask.caller().address().getHostAddress();
        if (refusals.pass(client, clock.nanos())) {
            LOG.info("balancer-manager: an edit by {} was refused: {}", client, reason);
        }
        return new Attempt("not changed: " + reason, false);
    }

    // ---- answers ----

    private static Map<String, String> outcome(String sentence) {
        if (sentence.isEmpty()) {
            return Map.of();
        }
        String line = sentence.replaceAll("[^ -~]", "?");
        return Map.of(OUTCOME, line.substring(0, Math.min(line.length(), SHOWN_LENGTH)));
    }

    private static Answer plain(int status, String sentence) {
        return answer(status, HTML, sentence.isEmpty() ? "" : ErrorText.page(sentence), Map.of("Allow", ALLOW));
    }

    private static Answer answer(int status, String type, String text, Map<String, String> more) {
        Map<String, String> fields = new LinkedHashMap<>(more);
        fields.put("Content-Security-Policy", POLICY);
        fields.put("X-Content-Type-Options", "nosniff");
        fields.put("X-Frame-Options", "DENY");
        fields.put("Referrer-Policy", "same-origin");
        fields.put("Cache-Control", "no-store");
        return new Answer(status, type, text.getBytes(StandardCharsets.US_ASCII), fields);
    }
}
