package tandem.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.core.text.Network;

/** What one server or virtual host of an httpd.conf says of who connects on behalf of clients. One thread. */
final class RemoteIpDraft {
    Optional<Boolean> proxyProtocol = Optional.empty();
    Optional<Place> proxyProtocolPlace = Optional.empty();
    final List<Network> exceptions = new ArrayList<>();
    Optional<String> header = Optional.empty();
    Optional<Place> headerPlace = Optional.empty();
    Optional<String> proxiesHeader = Optional.empty();
    final List<Network> trusted = new ArrayList<>();
    final List<Network> internal = new ArrayList<>();

    boolean namesProxies() {
        return !trusted.isEmpty() || !internal.isEmpty();
    }
}
