package tandem.config;

/**
 * Where HAProxy looks for certificates.
 *
 * @param certificates the directory of relative names ({@code crt-base}); empty: none
 * @param authorities the same of authorities ({@code ca-base})
 */
record HaproxyTlsDefaults(String certificates, String authorities) {
    static final HaproxyTlsDefaults NONE = new HaproxyTlsDefaults("", "");

    String certificate(String file) {
        return in(certificates, file);
    }

    String authority(String file) {
        return in(authorities, file);
    }

    private static String in(String base, String file) {
        return base.isEmpty() || file.startsWith("/") ? file : base + "/" + file;
    }
}
