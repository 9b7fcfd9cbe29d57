package tandem.e2e.peers;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a reverse proxy is started with.
 *
 * @param directory for its files alone
 * @param prefix what the command line begins with, such as {@code taskset -c 0}; may be empty
 * @param members HOST:PORT each
 * @param certificate a PEM file with key and certificate; without one nothing listens for TLS
 */
public record PeerSetup(
        Path directory, List<String> prefix, List<String> members, Optional<Path> certificate, PeerPorts ports) {
    Path file(String name) {
        return directory.resolve(name);
    }
}
