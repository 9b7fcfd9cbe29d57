package tandem.e2e.peers;

import java.nio.file.Path;
import java.util.List;
import tandem.e2e.Distribution;

/** nginx with one worker and kept connections to its members. */
final class NginxSetup {
    private NginxSetup() {}

    static List<String> line(PeerSetup setup) {
        StringBuilder servers = new StringBuilder();
        setup.members()
                .forEach(member -> servers.append("    server ").append(member).append(";\n"));
        Distribution.write(setup.file("nginx.conf"), """
                user root;
                daemon off;
                worker_processes 1;
                worker_rlimit_nofile 16384;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events { worker_connections 8192; }
                http {
                  client_body_temp_path %1$s/client;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  access_log off;
                  keepalive_requests 1000000000;
                  client_max_body_size 0;
                  upstream app {
                %2$s    keepalive %3$d;
                    keepalive_requests 1000000000;
                  }
                  proxy_http_version 1.1;
                  proxy_ignore_client_abort on;
                  proxy_set_header Connection "";
                  proxy_set_header Host $host;
                  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                  server { listen 127.0.0.1:%4$d; location / { proxy_pass http://app; } }
                  server { listen 127.0.0.1:%5$d; access_log %1$s/access.log combined; location / { proxy_pass http://app; } }
                %6$s}
                """.formatted(
                        setup.directory(),
                        servers,
                        Math.max(300, setup.members().size() * 2),
                        setup.ports().plain(),
                        setup.ports().logged(),
                        setup.certificate().map(pem -> tls(setup, pem)).orElse("")));
        return List.of(
                "/usr/sbin/nginx",
                "-p",
                setup.directory().toString(),
                "-e",
                setup.file("error.log").toString(),
                "-c",
                setup.file("nginx.conf").toString());
    }

    private static String tls(PeerSetup setup, Path pem) {
        return """
                  server {
                    listen 127.0.0.1:%1$d ssl http2;
                    ssl_protocols TLSv1.2 TLSv1.3;
                    ssl_certificate %2$s;
                    ssl_certificate_key %2$s;
                    location / { proxy_pass http://app; }
                  }
                """.formatted(setup.ports().tls(), pem);
    }
}
