package tandem.e2e.peers;

import java.nio.file.Path;
import java.util.List;
import tandem.e2e.Distribution;

/** HAProxy with one thread. */
final class HaproxySetup {
    private HaproxySetup() {}

    static List<String> line(PeerSetup setup) {
        StringBuilder servers = new StringBuilder();
        for (String member : setup.members()) {
            servers.append("  server ")
                    .append(member.replace(':', '-'))
                    .append(' ')
                    .append(member)
                    .append('\n');
        }
        Distribution.write(setup.file("haproxy.cfg"), """
                global
                  nbthread 1
                  maxconn 9000
                  log stdout format raw local0
                defaults
                  mode http
                  timeout connect 3s
                  timeout client 60s
                  timeout http-request 10s
                  timeout server 60s
                  default_backend app
                frontend plain
                  bind 127.0.0.1:%d
                frontend logged
                  bind 127.0.0.1:%d
                  log global
                  option httplog
                %sbackend app
                  balance roundrobin
                  option forwardfor
                %s""".formatted(
                        setup.ports().plain(),
                        setup.ports().logged(),
                        setup.certificate().map(pem -> tls(setup, pem)).orElse(""),
                        servers));
        return List.of(
                "/usr/sbin/haproxy", "-db", "-f", setup.file("haproxy.cfg").toString());
    }

    private static String tls(PeerSetup setup, Path pem) {
        return """
                frontend tls
                  bind 127.0.0.1:%d ssl crt %s alpn h2,http/1.1
                """.formatted(setup.ports().tls(), pem);
    }
}
