package tandem.e2e;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** Tomcat with a jvmRoute and an application at {@code /app} that counts a session's visits. */
final class TomcatMember implements AutoCloseable {
    private final Tomcat tomcat = new Tomcat();
    private final Connector connector = new Connector();

    TomcatMember(String route, Path directory) {
        tomcat.setBaseDir(directory.resolve(route).toString());
        tomcat.setSilent(true);
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        tomcat.getEngine().setJvmRoute(route);
        Context context = tomcat.addContext("/app", directory.toString());
        context.setSessionCookiePath("/app");
        Tomcat.addServlet(context, "visits", new Visits(route));
        context.addServletMappingDecoded("/*", "visits");
        try {
            tomcat.start();
        } catch (LifecycleException e) {
            throw new IllegalStateException("Tomcat did not start", e);
        }
    }

    int port() {
        return connector.getLocalPort();
    }

    /** A second time does nothing. */
    @Override
    public void close() {
        if (tomcat.getServer().getState() == LifecycleState.DESTROYED) {
            return;
        }
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException("Tomcat did not stop", e);
        }
    }

    /** Says which member answers and how often the session has come; /login leads to /home, /link has a link with the session. */
    private static final class Visits extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final String route;

        private Visits(String route) {
            this.route = route;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            HttpSession session = request.getSession(true);
            String path = String.valueOf(request.getPathInfo());
            Integer before = (Integer) session.getAttribute("visits");
            int visits = before == null ? 1 : before + 1;
            session.setAttribute("visits", visits);
            if (path.equals("/login")) {
                StringBuffer own = new StringBuffer("http://127.0.0.1:" + request.getLocalPort());
                response.sendRedirect(own.append("/app/home").toString());
                return;
            }
            byte[] body = request.getInputStream().readAllBytes();
            response.setContentType("text/plain");
            response.getWriter()
                    .print(
                            path.equals("/link")
                                    ? response.encodeURL("/app/x")
                                    : route + " " + visits + " " + body.length);
        }
    }
}
