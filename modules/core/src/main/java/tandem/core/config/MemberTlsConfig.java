package tandem.core.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How members with {@code https://} URLs are spoken to. */
public record MemberTlsConfig(
        @Key(doc = "A trusted authority must have signed the member's certificate (SSLProxyVerify).", fallback = "true")
        boolean verify,

        @Key(
                doc = "PEM files, or directories of them, with the trusted authorities; default: those that Java trusts"
                        + " (SSLProxyCACertificateFile, SSLProxyCACertificatePath).",
                fallback = "",
                example = "/etc/tandem/tls/ca.pem")
        List<Path> ca,

        @Key(
                doc = "The certificate must be for the name that the member is spoken to by (SSLProxyCheckPeerName).",
                fallback = "true")
        boolean checkName,

        @Key(doc = "The certificate must be in its time (SSLProxyCheckPeerExpire).", fallback = "true")
        boolean checkExpiry,

        @Key(
                doc =
                        "The name sent by SNI and looked for in the certificate; default: the host of the member's URL, or the"
                                + " request's Host where the route passes it on.",
                fallback = "",
                example = "node1.internal")
        Optional<String> serverName,

        @Key(doc = "What this node shows if the member asks (SSLProxyMachineCertificateFile).", fallback = "")
        Optional<CertificateConfig> certificate,

        @Key(doc = "The versions spoken (SSLProxyProtocol).", fallback = "[TLSv1.2, TLSv1.3]")
        List<TlsVersion> protocols,

        @Key(doc = "Cipher suites by their IANA names; default as for listeners (SSLProxyCipherSuite).", fallback = "")
        List<String> ciphers) {

    public static final MemberTlsConfig DEFAULT = new MemberTlsConfig(
            true, List.of(), true, true, Optional.empty(), Optional.empty(), TlsVersion.BOTH, List.of());

    public MemberTlsConfig {
        ca = List.copyOf(ca);
        protocols = List.copyOf(protocols);
        ciphers = List.copyOf(ciphers);
    }
}
