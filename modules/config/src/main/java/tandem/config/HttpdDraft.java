package tandem.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.core.config.ListenAddress;

/** Everything that the directives of one httpd.conf have said, before it is put together. One thread. */
final class HttpdDraft {
    final List<Listen> listens = new ArrayList<>();
    final List<Orphan> orphans = new ArrayList<>();
    final ServerDraft main;
    final HttpdHealth health;
    final ClientDraft client = new ClientDraft();
    final ManagedDraft managed = new ManagedDraft();
    final Map<String, String> environment;
    final List<ServerDraft> hosts = new ArrayList<>();

    Optional<ListenAddress> heartbeatListen = Optional.empty();
    Optional<Path> heartbeatStorage = Optional.empty();

    /** What relative paths of files start from, as far as the file has been read. */
    Path serverRoot = Path.of("");

    HttpdDraft(Place place, Map<String, String> environment, Report report) {
        this.health = new HttpdHealth(report);
        this.environment = Map.copyOf(environment);
        this.main = new ServerDraft(place, null);
    }

    /** The main server, then the virtual hosts. */
    List<ServerDraft> servers() {
        List<ServerDraft> all = new ArrayList<>(List.of(main));
        all.addAll(hosts);
        return all;
    }

    /**
     * A Listen directive.
     *
     * @param https whether it is for https, which port 443 is by itself
     */
    record Listen(Place place, ListenAddress address, boolean https) {}

    /**
     * A ProxyPass.
     *
     * @param path a prefix, or the expression
     * @param target a balancer's or a server's URL, or {@code !}
     * @param location the section around it; it is asked before all others
     */
    record Pass(
            Place place,
            String path,
            boolean pattern,
            HttpdWord target,
            List<HttpdWord> parameters,
            boolean raw,
            Optional<SectionDraft> location) {}

    /** A Redirect. */
    record Redirect(Place place, String path, boolean pattern, int status, Optional<String> to) {}

    /** A ProxyPassReverse. */
    record Reverse(Place place, String path, String url) {}

    /**
     * A directive that has lost the section around it.
     *
     * @param name the directive
     * @param words what follows the name
     */
    record Orphan(Place place, Kind kind, String name, String words) {
        /** What was around it. */
        enum Kind {
            ACCESS,
            MEMBER
        }
    }
}
