package tandem.config;

import java.util.ArrayList;
import java.util.List;

/** Directives that httpd knows and that are not carried out: harmless ones are accepted, the others are refused by name. */
final class KnownDirectives {
    private static final String PROCESS = "It is about httpd's processes, users and threads.";
    private static final String LOGS = "Tandem logs in its own way.";
    private static final String FILES = "No files are served.";
    private static final String SELF = "It is about what httpd says of itself.";

    static final List<HttpdDirective> ROWS = rows();

    private KnownDirectives() {}

    private static List<HttpdDirective> rows() {
        List<HttpdDirective> rows = new ArrayList<>();
        accept(rows, PROCESS, "User Group PidFile Mutex StartServers ServerLimit ThreadLimit ThreadsPerChild");
        accept(rows, PROCESS, "MinSpareThreads MaxSpareThreads MinSpareServers MaxSpareServers MaxRequestWorkers");
        accept(rows, PROCESS, "MaxClients MaxConnectionsPerChild MaxRequestsPerChild AsyncRequestWorkerFactor");
        accept(rows, PROCESS, "GracefulShutdownTimeout CoreDumpDirectory ScoreBoardFile EnableMMAP EnableSendfile");
        accept(rows, PROCESS, "ListenBacklog AcceptFilter DefaultRuntimeDir SSLRandomSeed");
        accept(rows, LOGS, "ErrorLogFormat LogLevel HostnameLookups");
        accept(rows, FILES, "DirectoryIndex TypesConfig MIMEMagicFile DefaultType AddType AddHandler");
        accept(rows, FILES, "AddEncoding AddIcon AddIconByType AddIconByEncoding DefaultIcon IndexOptions IndexIgnore");
        accept(rows, FILES, "ReadmeName HeaderName AddDescription AddLanguage LanguagePriority ForceLanguagePriority");
        accept(rows, FILES, "Options AllowOverride AccessFileName ScriptAlias Scriptsock AddDefaultCharset AddCharset");
        accept(rows, FILES, "FileETag AddOutputFilter");
        named(rows, "files are served by none", "Alias AliasMatch");
        accept(rows, SELF, "ServerTokens ServerSignature ServerAdmin UseCanonicalPhysicalPort");
        named(
                rows,
                "members and their counters are shown by `tandem status` and /metrics",
                "ProxyStatus ExtendedStatus");
        named(rows, "redirects and mapped URLs carry the name that the client asked for", "UseCanonicalName");
        named(rows, "a connection carries any number of requests", "MaxKeepAliveRequests");
        named(rows, "buffers are sized by what is under way", "ProxyIOBufferSize ProxyReceiveBufferSize");
        accept(rows, "Nor has it any in httpd 2.4: every address may have several names.", "NameVirtualHost");
        better(rows, "members are added at run time without a limit", "BalancerGrowth");
        better(rows, "operators' settings are kept over a restart in any case (ADR 31)", "BalancerPersist");
        named(rows, "every member is probed on a thread of its own, at most 64 at a time", "ProxyHCTPsize");
        refuse(rows, "maps", "RewriteMap");
        refuse(rows, "rules that virtual hosts inherit; write them there", "RewriteOptions");
        refuse(rows, "filters of requests", "SetInputFilter");
        named(rows, "this node announces no load of its own", "HeartbeatAddress");
        named(rows, "any number of members is heard", "HeartbeatMaxServers");
        refuse(rows, "values from the request's environment", "ProxyPassInterpolateEnv");
        refuse(rows, "members by database", "ProxyExpressEnable ProxyExpressDBMFile ProxyExpressDBMType");
        return List.copyOf(rows);
    }

    private static void accept(List<HttpdDirective> rows, String why, String names) {
        for (String name : names.split(" ")) {
            rows.add(HttpdDirective.accepted(name, why));
        }
    }

    /** Accepted, and a warning says what that means. */
    private static void named(List<HttpdDirective> rows, String why, String names) {
        named(rows, HttpdStatus.ACCEPTED_WITHOUT_EFFECT, why, names);
    }

    private static void better(List<HttpdDirective> rows, String why, String names) {
        named(rows, HttpdStatus.BETTER, why, names);
    }

    private static void named(List<HttpdDirective> rows, HttpdStatus status, String why, String names) {
        for (String name : names.split(" ")) {
            String doc = Character.toUpperCase(why.charAt(0)) + why.substring(1) + ".";
            rows.add(new HttpdDirective(
                    name,
                    HttpdDirective.ANYWHERE,
                    status,
                    doc,
                    0,
                    HttpdDirective.ANY_NUMBER,
                    call -> call.warning(call.place(), "has no effect here: " + why)));
        }
    }

    private static void refuse(List<HttpdDirective> rows, String what, String names) {
        for (String name : names.split(" ")) {
            rows.add(HttpdDirective.notYet(name, what));
        }
    }
}
