package tandem.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tandem.core.tls.CipherSuites;

/** Reads OpenSSL's lists of cipher suites as far as they say something here. */
final class CipherNames {
    private static final Map<String, String> SUITES = suites();

    /** Words that stand for many suites, all of whose good ones the intermediate list has. */
    private static final Set<String> CLASSES = Set.of(
            "ALL",
            "COMPLEMENTOFALL",
            "DEFAULT",
            "HIGH",
            "ECDHE",
            "EECDH",
            "KECDHE",
            "ECDH",
            "ECDSA",
            "AECDSA",
            "ARSA",
            "AES",
            "AESGCM",
            "AES128",
            "AES256",
            "DH",
            "EDH",
            "DHE",
            "KEDH",
            "RSA",
            "SHA256",
            "SHA384",
            "CHACHA20",
            "TLSV1.2",
            "PROFILE=SYSTEM");

    private CipherNames() {}

    private static Map<String, String> suites() {
        Map<String, String> suites = new LinkedHashMap<>();
        for (String iana : CipherSuites.INTERMEDIATE) {
            suites.put(iana, iana);
            suites.put(CipherSuites.openSslName(iana), iana);
        }
        for (String kind : List.of("ECDSA", "RSA")) {
            for (String bulk : List.of("128_CBC_SHA256", "256_CBC_SHA384", "128_CBC_SHA", "256_CBC_SHA")) {
                put(suites, "TLS_ECDHE_" + kind + "_WITH_AES_" + bulk);
            }
        }
        for (String bulk : List.of("AES_128_GCM_SHA256", "AES_256_GCM_SHA384", "CHACHA20_POLY1305_SHA256")) {
            put(suites, "TLS_DHE_RSA_WITH_" + bulk);
        }
        return suites;
    }

    private static void put(Map<String, String> suites, String iana) {
        suites.put(CipherSuites.openSslName(iana), iana);
    }

    /**
     * What a list says.
     *
     * @param suites by their IANA names, in order; empty: the default ones
     * @param without what it names and is not offered
     * @param classes whether it names whole classes, for which the default ones stand
     */
    record Read(List<String> suites, List<String> without, boolean classes) {}

    /** Reads a list such as {@code ECDHE-RSA-AES128-GCM-SHA256:HIGH:!aNULL}; what is excluded is never offered here. */
    static Read read(String list) {
        List<String> known = CertificateChecks.supported();
        List<String> suites = new ArrayList<>();
        List<String> without = new ArrayList<>();
        boolean classes = false;
        for (String word : list.split("[:, ]+")) {
            String suite = SUITES.get(word);
            if (word.isEmpty() || "!-+@".indexOf(word.charAt(0)) >= 0) {
                continue;
            }
            if (suite != null && known.contains(suite)) {
                suites.add(suite);
            } else if (isClass(word)) {
                classes = true;
            } else {
                without.add(word);
            }
        }
        return new Read(classes ? List.of() : suites, without, classes);
    }

    private static boolean isClass(String word) {
        for (String part : word.toUpperCase(java.util.Locale.ROOT).split("\\+")) {
            if (!CLASSES.contains(part)) {
                return false;
            }
        }
        return true;
    }
}
