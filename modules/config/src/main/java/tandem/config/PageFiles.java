package tandem.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.core.config.BalancerConfig;
import tandem.core.config.ClosedConfig;
import tandem.core.config.ErrorPageConfig;
import tandem.core.config.ErrorStatus;
import tandem.core.config.RuleConfig;
import tandem.core.config.SiteConfig;
import tandem.core.config.TandemConfig;

/** Reads the files of error pages and of closed balancers, once, when the configuration is read: none is read for a request. */
final class PageFiles {
    private static final long MOST_BYTES = 256 * 1024;
    private static final String TYPE = "[\\w!#$&^.+-]+/[\\w!#$&^.+-]+( *; *[\\w-]+=\"?[\\w.:/+-]+\"?)*";

    private final Places places;
    private final Report report;
    private final boolean here;

    private PageFiles(Places places, Report report, boolean here) {
        this.places = places;
        this.report = report;
        this.here = here;
    }

    /**
     * The configuration with texts in place of files.
     *
     * @param here whether it is to run on this machine; else a file that this one lacks is a warning
     */
    static TandemConfig read(TandemConfig config, Places places, Report report, boolean here) {
        PageFiles files = new PageFiles(places, report, here);
        Map<String, BalancerConfig> balancers = new LinkedHashMap<>();
        config.balancers().forEach((name, balancer) -> balancers.put(name, files.balancer(name, balancer)));
        List<SiteConfig> sites = new ArrayList<>();
        for (int i = 0; i < config.sites().size(); i++) {
            sites.add(files.site("sites[" + i + "].", config.sites().get(i)));
        }
        return config.edit()
                .errorPages(files.pages("", config.errorPages()))
                .balancers(balancers)
                .sites(sites)
                .done();
    }

    private SiteConfig site(String before, SiteConfig site) {
        List<RuleConfig> rules = new ArrayList<>();
        for (int i = 0; i < site.rules().size(); i++) {
            RuleConfig rule = site.rules().get(i);
            rules.add(rule.withErrorPages(pages(before + "rules[" + i + "].", rule.errorPages())));
        }
        return site.withRules(rules);
    }

    private BalancerConfig balancer(String name, BalancerConfig balancer) {
        String key = "balancers." + name + ".closed";
        ClosedConfig closed = balancer.closed();
        Body body = body(key, closed.text(), closed.file(), closed.contentType());
        return balancer.edit().closed(closed.with(body.text, body.type)).done();
    }

    private List<ErrorPageConfig> pages(String before, List<ErrorPageConfig> pages) {
        List<ErrorPageConfig> read = new ArrayList<>();
        Set<ErrorStatus> seen = new HashSet<>();
        for (int i = 0; i < pages.size(); i++) {
            ErrorPageConfig page = pages.get(i);
            String key = before + "error-pages[" + i + "]";
            if (!seen.add(page.status())) {
                error(key + ".status", page.status() + " has a page in this list already");
            }
            if (page.location().isPresent()
                    && (page.file().isPresent() || !page.text().isEmpty())) {
                error(key + ".location", "a redirect has no page; leave out text and file, or location");
            }
            Body body = body(key, page.text(), page.file(), page.contentType());
            read.add(page.with(body.text, body.type));
        }
        return read;
    }

    private record Body(String text, Optional<String> type) {}

    private Body body(String key, String text, Optional<Path> file, Optional<String> type) {
        if (file.isPresent() && !text.isEmpty()) {
            error(key + ".file", "there is a text already; write one of them");
        }
        type.filter(given -> !given.matches(TYPE))
                .ifPresent(given -> error(
                        key + ".content-type", "'" + given + "' is not a media type such as text/html; charset=utf-8"));
        if (type.isPresent() && file.isEmpty() && text.isEmpty()) {
            error(key + ".content-type", "is of no page: write text or file too");
        }
        if (file.isEmpty()) {
            return new Body(text, type);
        }
        return new Body(text(key + ".file", file.get()), type.or(() -> byEnding(file.get())));
    }

    private static Optional<String> byEnding(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".json")) {
            return Optional.of("application/json");
        }
        return name.endsWith(".txt") ? Optional.of("text/plain; charset=utf-8") : Optional.empty();
    }

    private String text(String key, Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new NoSuchFileException(file.toString());
            }
            long size = Files.size(file);
            if (size > MOST_BYTES) {
                error(key, file + " has " + size + " bytes; a page has at most " + MOST_BYTES);
                return "";
            }
            String text = Files.readString(file, StandardCharsets.UTF_8);
            if (text.isEmpty()) {
                error(key, file + " is empty");
            }
            return text;
        } catch (NoSuchFileException e) {
            missing(key, file + " is no file; every node needs it where its configuration names it");
        } catch (CharacterCodingException e) {
            error(key, file + " is not text in UTF-8");
        } catch (IOException e) {
            missing(key, file + " cannot be read: " + e.getMessage());
        }
        return "";
    }

    private void missing(String key, String message) {
        if (here) {
            error(key, message);
        } else {
            report.warning(places.of(key), key, message);
        }
    }

    private void error(String key, String message) {
        report.error(places.of(key), key, message);
    }
}
