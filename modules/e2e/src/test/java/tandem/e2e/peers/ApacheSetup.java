package tandem.e2e.peers;

import java.nio.file.Path;
import java.util.List;
import tandem.e2e.Distribution;

/** Apache httpd with mod_proxy_balancer and the event MPM, in one process. */
final class ApacheSetup {
    private ApacheSetup() {}

    static List<String> line(PeerSetup setup) {
        StringBuilder members = new StringBuilder();
        setup.members()
                .forEach(member -> members.append("  BalancerMember http://")
                        .append(member)
                        .append('\n'));
        Distribution.write(setup.file("httpd.conf"), """
                ServerRoot %1$s
                PidFile %1$s/httpd.pid
                ErrorLog %1$s/error.log
                LogLevel error
                LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
                LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
                LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
                LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
                LoadModule proxy_balancer_module /usr/lib/apache2/modules/mod_proxy_balancer.so
                LoadModule lbmethod_byrequests_module /usr/lib/apache2/modules/mod_lbmethod_byrequests.so
                LoadModule slotmem_shm_module /usr/lib/apache2/modules/mod_slotmem_shm.so
                LoadModule socache_shmcb_module /usr/lib/apache2/modules/mod_socache_shmcb.so
                LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
                ServerName localhost
                ServerLimit 1
                StartServers 1
                ThreadLimit 300
                ThreadsPerChild 300
                MaxRequestWorkers 300
                MaxKeepAliveRequests 0
                KeepAliveTimeout 60
                LogFormat "%%h %%l %%u %%t \\"%%r\\" %%>s %%O" common
                <Proxy balancer://app>
                %2$s</Proxy>
                ProxyPreserveHost On
                Listen 127.0.0.1:%3$d
                Listen 127.0.0.1:%4$d
                <VirtualHost 127.0.0.1:%3$d>
                  ProxyPass / balancer://app/
                </VirtualHost>
                <VirtualHost 127.0.0.1:%4$d>
                  CustomLog %1$s/access.log common
                  ProxyPass / balancer://app/
                </VirtualHost>
                %5$s""".formatted(
                        setup.directory(),
                        members,
                        setup.ports().plain(),
                        setup.ports().logged(),
                        setup.certificate().map(pem -> tls(setup, pem)).orElse("")));
        return List.of("/usr/sbin/apache2", "-f", setup.file("httpd.conf").toString(), "-D", "FOREGROUND");
    }

    private static String tls(PeerSetup setup, Path pem) {
        return """
                Listen 127.0.0.1:%1$d
                <VirtualHost 127.0.0.1:%1$d>
                  SSLEngine on
                  SSLCertificateFile %2$s
                  ProxyPass / balancer://app/
                </VirtualHost>
                """.formatted(setup.ports().tls(), pem);
    }
}
