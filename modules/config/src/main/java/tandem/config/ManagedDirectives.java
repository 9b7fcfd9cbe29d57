package tandem.config;

import static tandem.config.HttpdDirective.ANYWHERE;
import static tandem.config.HttpdDirective.ANY_NUMBER;
import static tandem.config.HttpdDirective.OUTSIDE;
import static tandem.config.HttpdDirective.carriedOut;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tandem.config.HttpdDirective.HttpdCall;
import tandem.config.TlsDraft.NamedFile;
import tandem.core.config.AcmeConfig;
import tandem.core.config.ChallengeType;

/** mod_md's directives. */
final class ManagedDirectives {
    private static final String STAGING = "https://acme-staging-v02.api.letsencrypt.org/directory";
    private static final String OWN_TIMES = "certificates are renewed after two thirds of their lifetime";

    static final List<HttpdDirective> ROWS = rows();

    private ManagedDirectives() {}

    private static List<HttpdDirective> rows() {
        List<HttpdDirective> rows = new ArrayList<>();
        rows.add(carriedOut(
                "MDomain",
                OUTSIDE,
                1,
                ANY_NUMBER,
                "Names of a certificate that is ordered automatically, for virtual hosts with one of them; auto (default) adds"
                        + " their other names, manual does not.",
                ManagedDirectives::domain));
        rows.add(one(
                "MDMembers",
                "auto or manual, for every MDomain that does not say.",
                (call, word) ->
                        call.draft().managed.manual = manual(word).orElseThrow(() -> notA(word, "auto or manual"))));
        rows.add(one(
                "MDCertificateAgreement",
                "accepted: you agree to the authority's terms of service; needed.",
                (call, word) -> {
                    if (!word.equalsIgnoreCase("accepted")) {
                        throw notA(word, "accepted");
                    }
                    call.draft().managed.accepted = true;
                }));
        rows.add(one(
                "MDContactEmail",
                "Where the authority may write to; default: nowhere (ServerAdmin is not used).",
                (call, word) -> call.draft().managed.contact = Optional.of(word)));
        rows.add(carriedOut(
                "MDCertificateAuthority",
                OUTSIDE,
                1,
                ANY_NUMBER,
                "URL of the authority's directory, letsencrypt (default) or letsencrypt-test; of several the first.",
                ManagedDirectives::authority));
        rows.add(carriedOut(
                "MDCAChallenges",
                OUTSIDE,
                1,
                ANY_NUMBER,
                "http-01 and tls-alpn-01, the first that is possible; dns-01 is not carried out.",
                ManagedDirectives::challenges));
        rows.add(one(
                "MDCACertificateFile",
                "PEM file with the authorities by which the directory itself is trusted.",
                ManagedDirectives::trust));
        rows.add(one("MDDriveMode", "auto or always; manual is not carried out.", (call, word) -> {
            if (word.equalsIgnoreCase("manual")) {
                throw new IllegalArgumentException(
                        "manual is not carried out: what MDomain names is ordered; leave the MDomain out");
            }
        }));
        named(rows, OWN_TIMES, "MDRenewWindow MDCheckInterval MDActivationDelay");
        named(rows, "a pause after a failure grows from five minutes to eight hours", "MDRetryDelay MDRetryFailover");
        named(rows, "the metric and alert of expiry tell of it", "MDWarnWindow");
        named(rows, "keys are of the curve P-256", "MDPrivateKeys");
        named(rows, "events, metrics and alerts tell of it", "MDNotifyCmd MDMessageCmd");
        named(rows, "certificates are kept in the state directory", "MDStoreDir MDStoreLocks");
        named(rows, "tandem status shows it", "MDServerStatus MDCertificateStatus MDCertificateMonitor");
        named(rows, "ACME by RFC 8555 is the one protocol", "MDCertificateProtocol");
        named(rows, "which ports lead to this node is not asked", "MDPortMap");
        refuse(rows, "https by mod_md; write Redirect or RewriteRule", "MDRequireHttps");
        refuse(rows, "OCSP stapling", "MDMustStaple MDStapling MDStapleOthers MDStaplingKeepResponse");
        refuse(rows, "OCSP stapling", "MDStaplingRenewWindow");
        refuse(rows, "proofs by DNS", "MDChallengeDns01 MDChallengeDns01Version");
        refuse(rows, "the main server as one of the managed domains", "MDBaseServer");
        refuse(rows, "accounts that belong to a customer of the authority", "MDExternalAccountBinding");
        refuse(rows, "profiles of an authority", "MDProfile MDProfileMandatory");
        refuse(rows, "a proxy on the way to the authority", "MDHttpProxy");
        refuse(
                rows,
                "certificates of files in mod_md; write SSLCertificateFile",
                "MDCertificateFile MDCertificateKeyFile");
        refuse(rows, "members by MDMember; name them in MDomain", "MDMember");
        return List.copyOf(rows);
    }

    private interface Handler {
        void handle(HttpdCall call, String word);
    }

    private static HttpdDirective one(String name, String doc, Handler handler) {
        return carriedOut(name, OUTSIDE, 1, 1, doc, call -> handler.handle(call, call.word(0)));
    }

    private static void named(List<HttpdDirective> rows, String why, String names) {
        for (String name : names.split(" ")) {
            String doc = Character.toUpperCase(why.charAt(0)) + why.substring(1) + ".";
            rows.add(new HttpdDirective(
                    name,
                    ANYWHERE,
                    HttpdStatus.ACCEPTED_WITHOUT_EFFECT,
                    doc,
                    0,
                    ANY_NUMBER,
                    call -> call.warning(call.place(), "has no effect here: " + why)));
        }
    }

    private static void refuse(List<HttpdDirective> rows, String what, String names) {
        for (String name : names.split(" ")) {
            rows.add(HttpdDirective.notYet(name, what));
        }
    }

    private static void domain(HttpdCall call) {
        List<String> names = new ArrayList<>();
        Optional<Boolean> manual = Optional.empty();
        for (HttpdWord word : call.arguments()) {
            Optional<Boolean> mode = manual(word.text());
            if (mode.isPresent()) {
                manual = mode;
            } else {
                names.add(word.text().toLowerCase(Locale.ROOT));
            }
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException("names no host");
        }
        call.draft().managed.domains.add(new ManagedDraft.Domain(call.place(), List.copyOf(names), manual));
    }

    /** Empty for another word. */
    private static Optional<Boolean> manual(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "auto" -> Optional.of(false);
            case "manual" -> Optional.of(true);
            default -> Optional.empty();
        };
    }

    private static void authority(HttpdCall call) {
        String word = call.word(0);
        call.draft().managed.authority = Optional.of(
                switch (word.toLowerCase(Locale.ROOT)) {
                    case "letsencrypt" -> AcmeConfig.LETS_ENCRYPT;
                    case "letsencrypt-test" -> STAGING;
                    default -> {
                        if (!word.startsWith("https://")) {
                            throw notA(word, "an https:// URL, letsencrypt or letsencrypt-test");
                        }
                        yield word;
                    }
                });
        if (call.arguments().size() > 1) {
            call.warning(call.arguments().get(1).place(), "only the first authority is asked");
        }
    }

    private static void challenges(HttpdCall call) {
        List<ChallengeType> challenges = new ArrayList<>();
        for (HttpdWord word : call.arguments()) {
            String given = word.text();
            Optional<ChallengeType> known = AcmeConfig.ALL.stream()
                    .filter(type -> type.word().equalsIgnoreCase(given))
                    .findFirst();
            if (known.isPresent()) {
                challenges.add(known.get());
            } else if (given.equalsIgnoreCase("dns-01")) {
                call.warning(word.place(), "dns-01 is not carried out");
            } else {
                throw notA(given, "http-01 or tls-alpn-01");
            }
        }
        if (challenges.isEmpty()) {
            throw new IllegalArgumentException("leaves no way of proof; write http-01, tls-alpn-01 or both");
        }
        call.draft().managed.challenges = Optional.of(List.copyOf(challenges));
    }

    private static void trust(HttpdCall call, String word) {
        if (word.equalsIgnoreCase("none")) {
            throw new IllegalArgumentException(
                    "none is not carried out: the directory's certificate is always verified");
        }
        HttpdWord file = call.arguments().get(0);
        call.draft().managed.ca =
                Optional.of(new NamedFile(file.place(), call.draft().serverRoot.resolve(word)));
    }

    private static IllegalArgumentException notA(String word, String expected) {
        return new IllegalArgumentException("'" + word + "' is not " + expected);
    }
}
