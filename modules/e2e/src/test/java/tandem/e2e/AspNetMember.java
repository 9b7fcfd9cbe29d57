package tandem.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An ASP.NET application on Mono behind nginx. Every response carries the cookie that docs/iis.md has IIS set. The page says the
 * node, how often the session was seen, and how long the body was; {@code ?written=1} has the application write the cookie itself,
 * {@code ?to=PATH} redirects.
 */
final class AspNetMember implements AutoCloseable {
    static final Path MONO = Path.of("/usr/bin/fastcgi-mono-server4");
    static final Path NGINX = Path.of("/usr/sbin/nginx");

    private final List<Process> processes = new ArrayList<>();
    private final int port;

    AspNetMember(String node, Path parent) throws IOException {
        Path directory = Files.createDirectories(parent.resolve(node));
        Path site = Files.createDirectories(directory.resolve("site"));
        Distribution.write(site.resolve("default.aspx"), PAGE.replace("NODE", node));
        int socket = freePort();
        this.port = freePort();
        Path nginx = Distribution.write(directory.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events { worker_connections 64; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/c; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
                  uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
                  server {
                    listen 127.0.0.1:%2$d;
                    location / {
                      include /etc/nginx/fastcgi_params;
                      fastcgi_param SCRIPT_FILENAME %1$s/site/default.aspx;
                      fastcgi_param SCRIPT_NAME /default.aspx;
                      fastcgi_pass 127.0.0.1:%3$d;
                    }
                  }
                }
                """.formatted(directory, port, socket));
        start(directory, MONO.toString(), "/applications=/:" + site, "/socket=tcp:127.0.0.1:" + socket);
        start(directory, NGINX.toString(), "-e", directory + "/error.log", "-c", nginx.toString());
    }

    private static final String PAGE = """
            <%@ Page Language="C#" %>
            <script runat="server">
            void Page_Load(object sender, EventArgs e) {
              int visits = Session["visits"] == null ? 1 : (int) Session["visits"] + 1;
              Session["visits"] = visits;
              if (Request.QueryString["written"] != null) {
                Response.Cookies.Add(new HttpCookie("BALANCEID", "mycluster.NODE"));
              } else {
                Response.AppendHeader("Set-Cookie", "BALANCEID=mycluster.NODE; path=/; HttpOnly");
              }
              if (Request.QueryString["to"] != null) {
                Response.Redirect(Request.QueryString["to"]);
              }
              Response.ContentType = "text/plain";
              Response.Write("NODE " + visits + " " + Request.InputStream.Length);
            }
            </script>
            """;

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void start(Path directory, String... line) throws IOException {
        processes.add(new ProcessBuilder(line)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(processes.size() + ".out").toFile())
                .start());
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.destroy();
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
