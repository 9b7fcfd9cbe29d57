package tandem.config;

import java.util.ArrayList;
import java.util.List;

/** Directives that httpd knows and that are not carried out: harmless ones are accepted, the others are refused by name. */
final class KnownDirectives {
    private static final String PROCESS = "It is about httpd's processes, users and threads.";
    private static final String LOGS = "Tandem logs in its own way.";
    private static final String FILES = "No files are served.";
    private static final String SELF = "It is about what httpd says of itself.";
    private static final String KEPT = "Connections are kept as client-timeouts says.";
    private static final String POOL = "Member connections need no such setting.";

    static final List<HttpdDirective> ROWS = rows();

    private KnownDirectives() {}

    private static List<HttpdDirective> rows() {
        List<HttpdDirective> rows = new ArrayList<>();
        accept(rows, PROCESS, "User Group PidFile Mutex StartServers ServerLimit ThreadLimit ThreadsPerChild");
        accept(rows, PROCESS, "MinSpareThreads MaxSpareThreads MinSpareServers MaxSpareServers MaxRequestWorkers");
        accept(rows, PROCESS, "MaxClients MaxConnectionsPerChild MaxRequestsPerChild AsyncRequestWorkerFactor");
        accept(rows, PROCESS, "GracefulShutdownTimeout CoreDumpDirectory ScoreBoardFile EnableMMAP EnableSendfile");
        accept(rows, PROCESS, "ListenBacklog AcceptFilter TraceEnable DefaultRuntimeDir SSLRandomSeed");
        accept(
                rows,
                LOGS,
                "ErrorLog ErrorLogFormat CustomLog TransferLog LogFormat LogLevel HostnameLookups GlobalLog");
        accept(rows, FILES, "DocumentRoot DirectoryIndex TypesConfig MIMEMagicFile DefaultType AddType AddHandler");
        accept(rows, FILES, "AddEncoding AddIcon AddIconByType AddIconByEncoding DefaultIcon IndexOptions IndexIgnore");
        accept(rows, FILES, "ReadmeName HeaderName AddDescription AddLanguage LanguagePriority ForceLanguagePriority");
        accept(rows, FILES, "Options AllowOverride AccessFileName ScriptAlias Scriptsock AddDefaultCharset AddCharset");
        accept(rows, FILES, "FileETag AddOutputFilter");
        accept(
                rows,
                SELF,
                "ServerTokens ServerSignature ServerAdmin UseCanonicalName UseCanonicalPhysicalPort ExtendedStatus ProxyStatus");
        accept(rows, KEPT, "KeepAlive KeepAliveTimeout MaxKeepAliveRequests RequestReadTimeout");
        accept(rows, POOL, "ProxyIOBufferSize ProxyReceiveBufferSize BalancerGrowth BalancerInherit ProxyPassInherit");
        accept(rows, POOL, "BalancerPersist ProxyBadHeader Proxy100Continue NameVirtualHost");
        refuse(rows, "TLS towards clients and members", "SSLEngine SSLCertificateFile SSLCertificateKeyFile");
        refuse(
                rows,
                "TLS towards clients and members",
                "SSLCertificateChainFile SSLProtocol SSLCipherSuite SSLProxyEngine");
        refuse(
                rows,
                "TLS towards clients and members",
                "SSLProxyVerify SSLProxyCheckPeerName SSLProxyCACertificateFile");
        refuse(rows, "TLS towards clients and members", "SSLProxyCheckPeerCN SSLHonorCipherOrder SSLOptions");
        refuse(
                rows,
                "changing header fields",
                "Header RequestHeader RemoteIPHeader RemoteIPTrustedProxy SetEnv SetEnvIf");
        refuse(rows, "changing header fields", "SetEnvIfNoCase UnsetEnv PassEnv BrowserMatch");
        refuse(
                rows,
                "rewriting and redirecting",
                "RewriteEngine RewriteRule RewriteCond RewriteMap RewriteOptions Redirect");
        refuse(rows, "rewriting and redirecting", "RedirectMatch RedirectPermanent RedirectTemp Alias AliasMatch");
        refuse(rows, "own error pages", "ErrorDocument ProxyErrorOverride");
        refuse(rows, "names of a virtual host; use routes with host in YAML", "ServerAlias");
        refuse(rows, "handlers; dashboard and API are on the operators' listener", "SetHandler");
        refuse(rows, "filters", "SetOutputFilter SetInputFilter AddOutputFilterByType");
        refuse(rows, "regular expressions; use ProxyPass", "ProxyPassMatch");
        refuse(rows, "rewriting of cookies", "ProxyPassReverseCookieDomain ProxyPassReverseCookiePath");
        refuse(rows, "health probes", "ProxyHCExpr ProxyHCTemplate ProxyHCTPsize");
        refuse(rows, "the forward proxy's settings", "AllowCONNECT ProxyBlock NoProxy ProxyRemote ProxyRemoteMatch");
        refuse(rows, "the forward proxy's settings", "ProxyDomain ProxyMaxForwards ProxySourceAddress");
        refuse(rows, "the policy heartbeat", "HeartbeatStorage HeartbeatListen HeartbeatAddress HeartbeatMaxServers");
        refuse(rows, "values from the request's environment", "ProxyPassInterpolateEnv");
        refuse(rows, "members by database", "ProxyExpressEnable ProxyExpressDBMFile ProxyExpressDBMType");
        refuse(rows, "ftp", "ProxyFtpDirCharset ProxyFtpListOnWildcard ProxyFtpEscapeWildcards");
        refuse(
                rows,
                "limits on requests",
                "LimitRequestBody LimitRequestFields LimitRequestFieldSize LimitRequestLine");
        refuse(rows, "limits on requests", "AllowEncodedSlashes HttpProtocolOptions Protocols");
        refuse(rows, "macros; write out what it stands for", "Use");
        return List.copyOf(rows);
    }

    private static void accept(List<HttpdDirective> rows, String why, String names) {
        for (String name : names.split(" ")) {
            rows.add(HttpdDirective.accepted(name, why));
        }
    }

    private static void refuse(List<HttpdDirective> rows, String what, String names) {
        for (String name : names.split(" ")) {
            rows.add(HttpdDirective.notYet(name, what));
        }
    }
}
