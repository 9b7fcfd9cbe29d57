package tandem.config;

import static tandem.config.HttpdDirective.ANY_NUMBER;
import static tandem.config.HttpdDirective.OUTSIDE;
import static tandem.config.HttpdDirective.carriedOut;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import tandem.config.HttpdDirective.HttpdCall;
import tandem.config.HttpdScope.Where;
import tandem.config.TlsDraft.NamedFile;
import tandem.core.config.ResponderUrl;
import tandem.core.config.TlsVersion;

/** mod_ssl's directives. */
final class TlsDirectives {
    private static final Set<Where> PROXY = Set.of(Where.SERVER, Where.PROXY);
    private static final Set<String> OLD = Set.of("sslv2", "sslv3", "tlsv1", "tlsv1.1");

    static final List<HttpdDirective> ROWS = rows();

    private TlsDirectives() {}

    private static List<HttpdDirective> rows() {
        List<HttpdDirective> rows = new ArrayList<>();
        towardsClients(rows);
        towardsMembers(rows);
        accept(rows, "sessions are kept in memory and by tickets without it", "SSLSessionCache SSLSessionCacheTimeout");
        accept(rows, "sessions are kept in memory and by tickets without it", "SSLSessionTickets");
        accept(rows, "encrypted keys are refused, so nobody is asked", "SSLPassPhraseDialog SSLCryptoDevice");
        named(rows, "a client's chain may have up to five issuers", "SSLVerifyDepth");
        named(
                rows,
                "clients are told the names of the authorities that are trusted",
                "SSLCADNRequestFile SSLCADNRequestPath");
        accept(
                rows,
                "rules have the variables of TLS without it, and there are no programs to hand them to",
                "SSLOptions");
        named(rows, "a member's chain may have up to five issuers", "SSLProxyVerifyDepth");
        named(rows, "settings of OpenSSL mean nothing to Java's TLS", "SSLOpenSSLConfCmd SSLFIPS");
        return rows;
    }

    private static void towardsClients(List<HttpdDirective> rows) {
        rows.add(one("SSLEngine", "On: the addresses of this server speak TLS.", TlsDirectives::engine));
        rows.add(one(
                "SSLCertificateFile",
                "PEM file with a certificate and its chain; several for keys of several kinds.",
                (call, word) -> call.server().tls.certificates.add(file(call))));
        rows.add(one(
                "SSLCertificateKeyFile",
                "PEM file with its private key, not encrypted; default: the certificate's file.",
                (call, word) -> call.server().tls.keys.add(file(call))));
        rows.add(one(
                "SSLCertificateChainFile",
                "PEM file with further certificates of the chain.",
                (call, word) -> call.server().tls.chain = Optional.of(file(call))));
        rows.add(carriedOut(
                "SSLProtocol",
                OUTSIDE,
                1,
                ANY_NUMBER,
                "Which of TLSv1.2 and TLSv1.3 are spoken; older ones never are.",
                call -> call.server().tls.protocols = Optional.of(protocols(call))));
        rows.add(carriedOut("SSLCipherSuite", OUTSIDE, 1, 2, ciphersDoc(), call -> {
            TlsDraft tls = call.server().tls;
            boolean newest = call.arguments().size() > 1 && call.word(0).equalsIgnoreCase("TLSv1.3");
            Optional<List<String>> read = Optional.of(ciphers(call));
            tls.ciphers13 = newest ? read : tls.ciphers13;
            tls.ciphers = newest ? tls.ciphers : read;
        }));
        rows.add(one(
                "SSLHonorCipherOrder",
                "On: choose by the order of SSLCipherSuite rather than by the client's.",
                (call, word) -> call.server().tls.honorCipherOrder = Optional.of(onOff(call))));
        rows.add(one(
                "SSLVerifyClient",
                "none; optional: clients may show a certificate, which must be valid; require: they have to. For all names of an address alike.",
                TlsDirectives::verifyClient));
        rows.add(one(
                "SSLCACertificateFile",
                "PEM file with the authorities that sign clients' certificates.",
                (call, word) -> call.server().tls.caFile = Optional.of(file(call))));
        rows.add(one(
                "SSLCACertificatePath",
                "Directory of PEM files with such authorities.",
                (call, word) -> call.server().tls.caDirectory = Optional.of(file(call))));
        rows.add(only("SSLInsecureRenegotiation", "off", "it never is allowed"));
        rows.add(only("SSLCompression", "off", "it never is used"));
        rows.add(only("SSLStrictSNIVHostCheck", "off", "clients without SNI get the first certificate"));
        stapling(rows);
        refuse(rows, "requirements on TLS; a listener of its own decides", "SSLRequire SSLRequireSSL SSLUserName");
        refuse(rows, "revoked client certificates", "SSLCARevocationFile SSLCARevocationPath SSLCARevocationCheck");
    }

    private static void stapling(List<HttpdDirective> rows) {
        rows.add(one(
                "SSLUseStapling",
                "On: clients that ask get what the certificate's authority says of it, on every name of the address.",
                (call, word) -> call.server().tls.stapling = Optional.of(onOff(call))));
        rows.add(one(
                "SSLStaplingForceURL",
                "Where the authority is asked, in place of what the certificate says.",
                (call, word) -> call.server().tls.responder = Optional.of(ResponderUrl.parse(word))));
        accept(rows, "answers are kept in memory until they end", "SSLStaplingCache SSLStaplingStandardCacheTimeout");
        accept(rows, "an authority is asked beside the connections, which never wait", "SSLStaplingResponderTimeout");
        accept(rows, "clients never get errors or stale answers", "SSLStaplingReturnResponderErrors");
        accept(
                rows,
                "clients never get errors or stale answers",
                "SSLStaplingFakeTryLater SSLStaplingErrorCacheTimeout");
        named(
                rows,
                "an answer counts until the time that it names, and 15 minutes of skew are allowed at its begin",
                "SSLStaplingResponseMaxAge SSLStaplingResponseTimeSkew");
    }

    private static String ciphersDoc() {
        return "Suites by OpenSSL's or IANA's names; for classes such as HIGH the default list stands (Mozilla's intermediate).";
    }

    private static void towardsMembers(List<HttpdDirective> rows) {
        rows.add(proxy(
                "SSLProxyEngine",
                "On: https:// members are spoken to by TLS.",
                (call, tls) -> tls.engine = Optional.of(onOff(call))));
        rows.add(proxy(
                "SSLProxyVerify",
                "require: an authority of SSLProxyCACertificateFile or -Path must vouch for the member; none is httpd's default.",
                (call, tls) -> tls.verify = Optional.of(verify(call.word(0)))));
        rows.add(proxy(
                "SSLProxyCACertificateFile",
                "PEM file with the trusted authorities.",
                (call, tls) -> tls.caFile = Optional.of(file(call))));
        rows.add(proxy(
                "SSLProxyCACertificatePath",
                "Directory of PEM files with the trusted authorities.",
                (call, tls) -> tls.caDirectory = Optional.of(file(call))));
        rows.add(proxy(
                "SSLProxyCheckPeerName",
                "Whether the member's certificate must be for its name; default On.",
                (call, tls) -> tls.checkName = Optional.of(onOff(call))));
        rows.add(proxy(
                "SSLProxyCheckPeerCN",
                "Off turns the check of the name off where SSLProxyCheckPeerName is not given.",
                (call, tls) -> tls.checkCommonName = Optional.of(onOff(call))));
        rows.add(proxy(
                "SSLProxyCheckPeerExpire",
                "Whether the member's certificate must be in its time; default On.",
                (call, tls) -> tls.checkExpiry = Optional.of(onOff(call))));
        rows.add(proxy(
                "SSLProxyMachineCertificateFile",
                "PEM file with certificate and key that members get if they ask.",
                (call, tls) -> tls.certificate = Optional.of(file(call))));
        rows.add(new HttpdDirective(
                "SSLProxyProtocol",
                PROXY,
                HttpdStatus.CARRIED_OUT,
                "Which of TLSv1.2 and TLSv1.3 are spoken to members.",
                1,
                ANY_NUMBER,
                call -> draft(call).protocols = Optional.of(protocols(call))));
        rows.add(new HttpdDirective("SSLProxyCipherSuite", PROXY, HttpdStatus.CARRIED_OUT, ciphersDoc(), 1, 2, call -> {
            boolean newest = call.arguments().size() > 1 && call.word(0).equalsIgnoreCase("TLSv1.3");
            Optional<List<String>> read = Optional.of(ciphers(call));
            MemberTlsDraft tls = draft(call);
            tls.ciphers13 = newest ? read : tls.ciphers13;
            tls.ciphers = newest ? tls.ciphers : read;
        }));
        refuse(rows, "revoked certificates of members", "SSLProxyCARevocationFile SSLProxyCARevocationPath");
        refuse(rows, "revoked certificates of members", "SSLProxyCARevocationCheck");
        refuse(
                rows,
                "several certificates towards members; use SSLProxyMachineCertificateFile",
                "SSLProxyMachineCertificatePath SSLProxyMachineCertificateChainFile");
    }

    // ---- rows ----

    private static HttpdDirective one(String name, String doc, BiConsumer<HttpdCall, String> handler) {
        return carriedOut(name, OUTSIDE, 1, 1, doc, call -> handler.accept(call, call.word(0)));
    }

    private static HttpdDirective proxy(String name, String doc, BiConsumer<HttpdCall, MemberTlsDraft> handler) {
        return carriedOut(name, PROXY, 1, 1, doc, call -> handler.accept(call, draft(call)));
    }

    private static HttpdDirective only(String name, String word, String why) {
        String doc = "Only " + word + ": " + why + ".";
        return one(name, doc, (call, given) -> {
            if (!given.equalsIgnoreCase(word)) {
                throw new IllegalArgumentException("'" + given + "' is not carried out: " + why + "; write " + word);
            }
        });
    }

    private static void accept(List<HttpdDirective> rows, String why, String names) {
        for (String name : names.split(" ")) {
            rows.add(HttpdDirective.accepted(name, why));
        }
    }

    private static void named(List<HttpdDirective> rows, String why, String names) {
        for (String name : names.split(" ")) {
            rows.add(new HttpdDirective(
                    name,
                    HttpdDirective.ANYWHERE,
                    HttpdStatus.ACCEPTED_WITHOUT_EFFECT,
                    why,
                    0,
                    ANY_NUMBER,
                    call -> call.warning(call.place(), "has no effect: " + why)));
        }
    }

    private static void refuse(List<HttpdDirective> rows, String what, String names) {
        for (String name : names.split(" ")) {
            rows.add(HttpdDirective.notYet(name, what));
        }
    }

    // ---- values ----

    private static MemberTlsDraft draft(HttpdCall call) {
        return call.scope() instanceof HttpdScope.Proxy section
                ? call.server().memberTls(section)
                : call.server().memberTls;
    }

    private static NamedFile file(HttpdCall call) {
        HttpdWord word = call.arguments().get(0);
        return new NamedFile(word.place(), call.draft().serverRoot.resolve(word.text()));
    }

    private static boolean onOff(HttpdCall call) {
        return HttpdNumbers.onOff(call.word(0), call.directive().name());
    }

    private static void engine(HttpdCall call, String word) {
        if (word.equalsIgnoreCase("optional")) {
            throw new IllegalArgumentException(
                    "optional (an upgrade within a connection) is not carried out; write on or off");
        }
        call.server().tls.engine = Optional.of(onOff(call));
        call.server().tls.enginePlace = Optional.of(call.place());
    }

    private static void verifyClient(HttpdCall call, String word) {
        call.server().tls.verifyPlace = Optional.of(call.place());
        call.server().tls.verifyClient = Optional.of(
                switch (word.toLowerCase(Locale.ROOT)) {
                    case "none" -> TlsDraft.Verify.NONE;
                    case "optional" -> TlsDraft.Verify.OPTIONAL;
                    case "require" -> TlsDraft.Verify.REQUIRE;
                    default ->
                        throw new IllegalArgumentException("'" + word
                                + "' is not carried out: a certificate that nobody vouches for proves nothing; write none,"
                                + " optional or require");
                });
    }

    private static boolean verify(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "none" -> false;
            case "require" -> true;
            default ->
                throw new IllegalArgumentException(
                        "'" + word + "' is not carried out towards members; write none or require");
        };
    }

    private static List<TlsVersion> protocols(HttpdCall call) {
        Set<TlsVersion> spoken = new LinkedHashSet<>();
        for (HttpdWord word : call.arguments()) {
            char sign = word.text().charAt(0);
            String name = "+-".indexOf(sign) >= 0 ? word.text().substring(1) : word.text();
            boolean old = OLD.contains(name.toLowerCase(Locale.ROOT));
            if (old && sign != '-') {
                call.warning(word.place(), name + " is never spoken; it can be broken");
            }
            List<TlsVersion> meant =
                    name.equalsIgnoreCase("all") ? TlsVersion.BOTH : old ? List.of() : List.of(TlsVersion.parse(name));
            if (sign == '-') {
                spoken.removeAll(meant);
            } else {
                if (sign != '+') {
                    spoken.clear();
                }
                spoken.addAll(meant);
            }
        }
        if (spoken.isEmpty()) {
            throw new IllegalArgumentException("leaves neither TLSv1.2 nor TLSv1.3, and older versions are not spoken");
        }
        return TlsVersion.BOTH.stream().filter(spoken::contains).toList();
    }

    private static List<String> ciphers(HttpdCall call) {
        HttpdWord word = call.arguments().get(call.arguments().size() - 1);
        CipherNames.Read read = CipherNames.read(word.text());
        if (!read.without().isEmpty()) {
            call.warning(word.place(), "not offered here: " + String.join(", ", read.without()));
        }
        if (read.suites().isEmpty() && !read.classes()) {
            throw new IllegalArgumentException("names no cipher suite that can be offered");
        }
        return read.suites();
    }
}
