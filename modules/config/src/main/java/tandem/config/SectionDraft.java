package tandem.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.core.config.ByteSize;
import tandem.core.config.CompressionConfig;
import tandem.core.config.ErrorOverride;
import tandem.core.config.ErrorPageConfig;
import tandem.core.config.RouteConfig.ReverseConfig;
import tandem.core.config.RouteConfig.Via;
import tandem.core.config.RuleConfig;
import tandem.core.config.RuleConfig.FieldConfig;
import tandem.core.config.RuleConfig.ReplacementConfig;
import tandem.core.config.RuleConfig.VariableConfig;

/** What the directives of one section, or of a server outside of sections, say of its requests. One thread. */
final class SectionDraft {
    final Place place;
    final String path;
    final Optional<String> pattern;
    final HttpdAccess access = new HttpdAccess();
    final List<VariableConfig> variables = new ArrayList<>();
    final List<FieldConfig> requestFields = new ArrayList<>();
    final List<FieldConfig> responseFields = new ArrayList<>();
    final List<ErrorPageConfig> errorPages = new ArrayList<>();
    final List<ReverseConfig> reverse = new ArrayList<>();
    final List<ReplacementConfig> cookieDomains = new ArrayList<>();
    final List<ReplacementConfig> cookiePaths = new ArrayList<>();
    final Set<String> compressed = new LinkedHashSet<>();
    boolean plain;
    Optional<CompressionConfig> compression = Optional.empty();
    Optional<ErrorOverride> errorOverride = Optional.empty();
    Optional<ByteSize> maxBody = Optional.empty();
    Optional<Boolean> preserveHost = Optional.empty();
    Optional<Boolean> addHeaders = Optional.empty();
    boolean manager;

    /** @param pattern in place of the path */
    SectionDraft(Place place, String path, Optional<String> pattern) {
        this.place = place;
        this.path = path;
        this.pattern = pattern;
    }

    /** Whether it needs a rule; host and forwarded fields of a server as a whole are said by its routes. */
    private boolean saysSomething(boolean everywhere) {
        boolean lists = !variables.isEmpty()
                || !requestFields.isEmpty()
                || !responseFields.isEmpty()
                || !errorPages.isEmpty()
                || !cookieDomains.isEmpty()
                || !cookiePaths.isEmpty()
                || !reverse.isEmpty()
                || errorOverride.isPresent()
                || compression.isPresent()
                || maxBody.isPresent();
        return lists || !everywhere && (preserveHost.isPresent() || addHeaders.isPresent());
    }

    /** The rule of a section; empty if there is nothing to say. */
    Optional<RuleConfig> rule() {
        return saysSomething(false)
                ? Optional.of(rule(preserveHost, addHeaders, Optional.empty(), reverse))
                : Optional.empty();
    }

    /** The rule of a server as a whole, with what rewritten requests need that pass by all routes. */
    Optional<RuleConfig> ofServer(ServerDraft server, boolean rewrites, List<ReverseConfig> all) {
        if (rewrites) {
            return Optional.of(rule(
                    Optional.of(server.preserveHost()),
                    Optional.of(server.addHeaders()),
                    Optional.of(server.via()),
                    all));
        }
        return saysSomething(true)
                ? Optional.of(rule(Optional.empty(), Optional.empty(), Optional.empty(), reverse))
                : Optional.empty();
    }

    private RuleConfig rule(
            Optional<Boolean> keepHost, Optional<Boolean> forwarded, Optional<Via> via, List<ReverseConfig> mappings) {
        return new RuleConfig(
                path,
                pattern,
                variables,
                requestFields,
                responseFields,
                errorPages,
                errorOverride,
                maxBody,
                keepHost,
                forwarded,
                via,
                mappings,
                cookieDomains,
                cookiePaths,
                compression);
    }
}
