package tandem.app;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tandem.core.balance.RouteSeals;
import tandem.core.config.BalancerConfig;
import tandem.core.config.IssuedCookieConfig;
import tandem.core.config.TandemConfig;
import tandem.identity.CookieSeal;
import tandem.identity.SecretFile;

/** The keys that sign the cookies of balancers, as their files had them when the configuration was read. Immutable. */
final class CookieKeys implements RouteSeals {
    private final Map<Path, List<CookieSeal>> byFile;

    private CookieKeys(Map<Path, List<CookieSeal>> byFile) {
        this.byFile = Map.copyOf(byFile);
    }

    /** What reading the files led to. */
    sealed interface Reading {
        record Read(CookieKeys keys) implements Reading {}

        /** @param sentence names the file and what is wrong with it */
        record Unusable(String sentence) implements Reading {}
    }

    /** Reads every file that a balancer of this configuration names; blocks. */
    static Reading read(TandemConfig config) {
        Map<Path, List<CookieSeal>> byFile = new HashMap<>();
        for (BalancerConfig balancer : config.balancers().values()) {
            Path file = balancer.sticky()
                    .flatMap(sticky -> sticky.issue())
                    .flatMap(IssuedCookieConfig::keyFile)
                    .orElse(null);
            if (file == null || byFile.containsKey(file)) {
                continue;
            }
            switch (SecretFile.read(file)) {
                case SecretFile.Result.Ok(var secrets) ->
                    byFile.put(file, secrets.stream().map(CookieSeal::new).toList());
                case SecretFile.Result.Problem(String sentence) -> {
                    return new Reading.Unusable("the key of sticky cookies: " + sentence);
                }
            }
        }
        return new Reading.Read(new CookieKeys(byFile));
    }

    @Override
    public List<String> of(Path keyFile, String balancer, String route) {
        return byFile.getOrDefault(keyFile, List.of()).stream()
                .map(seal -> seal.of(balancer, route))
                .toList();
    }
}
