package tandem.core.rule;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A page that this node shows instead of its own. Immutable; nobody changes the body.
 *
 * @param body empty: this node's own page after all
 * @param location where the client is redirected to instead; null: nowhere
 * @param noStore whether caches are asked not to keep it, where no rule says anything of caches
 */
public record OwnPage(
        String contentType, byte[] body, @Nullable String location, boolean noStore) {
    private static final String HTML = "text/html; charset=utf-8";

    /** A page of this text that no cache keeps. */
    public static OwnPage of(String text, Optional<String> contentType) {
        return new OwnPage(contentType.orElse(HTML), text.getBytes(StandardCharsets.UTF_8), null, true);
    }
}
