package tandem.app;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.config.YamlWriter;
import tandem.core.config.AdminConfig;
import tandem.core.config.MetricsConfig;
import tandem.core.config.RegistrationConfig;
import tandem.core.config.TandemConfig;

/**
 * Tells whether two nodes are configured alike: equal for configurations that differ only in what is each node's own (its name, its
 * state directory, its access log, its admin and metrics listeners). Remembers the last answer, since it is asked for several times a second.
 * Any thread.
 */
final class ConfigHash {
    private static final int SHOWN_BYTES = 4;

    private volatile @Nullable Answer last;

    /** Eight hexadecimal digits. */
    String of(TandemConfig config) {
        Answer known = last;
        if (known == null || known.config != config) {
            known = new Answer(config, computed(config));
            last = known;
        }
        return known.hash;
    }

    private record Answer(TandemConfig config, String hash) {}

    private static RegistrationConfig shared(RegistrationConfig registration) {
        return new RegistrationConfig(
                Optional.empty(),
                registration.allow(),
                registration.balancer(),
                registration.expire(),
                registration.most(),
                Optional.empty(),
                List.of());
    }

    private static String computed(TandemConfig config) {
        TandemConfig shared = config.edit()
                .node(Optional.empty())
                .stateDirectory(Path.of("/"))
                .admin(AdminConfig.DEFAULT)
                .metrics(MetricsConfig.DEFAULT)
                .accessLog(List.of())
                .registration(config.registration().map(ConfigHash::shared))
                .done();
        byte[] text = YamlWriter.write(shared).getBytes(StandardCharsets.UTF_8);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
            return HexFormat.of().formatHex(digest, 0, SHOWN_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
