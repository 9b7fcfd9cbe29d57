package tandem.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tandem.config.HttpdDirective.HttpdCall;
import tandem.core.config.Requirement;
import tandem.core.text.BoundedPattern;

/**
 * Reads an httpd.conf line by line: conditions, definitions and includes are carried out here, everything else by its row of
 * {@link HttpdDirectives}. One instance a reading; one thread.
 */
final class HttpdReader {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_LINES = 200_000;

    private final Report report;
    private final Places places;
    private final Map<String, String> environment;
    private final HttpdDraft draft;
    private final HttpdMacros macros;
    private final Map<String, String> definitions = new HashMap<>();
    private final HttpdModules modules = new HttpdModules();
    private final Deque<Open> sections = new ArrayDeque<>();
    private final Deque<Path> files = new ArrayDeque<>();
    private @Nullable Path serverRoot;
    private int lines;
    private int depthOfFile;

    HttpdReader(SourceText source, Report report, Places places, Map<String, String> environment) {
        this.draft = new HttpdDraft(Place.whole(source), environment, report);
        this.report = report;
        this.macros = new HttpdMacros(report);
        this.places = places;
        this.environment = environment;
    }

    /**
     * A section that is open.
     *
     * @param scope where its directives stand; null: they are passed over
     */
    private record Open(
            String name,
            Place place,
            @Nullable HttpdScope scope,
            @Nullable RequirementDraft requirements) {}

    /** The balancing that the file describes; incomplete where errors are reported. */
    Optional<HttpdBalancing> read(SourceText source, Path file) {
        int before = report.errors();
        HttpdDraft read = draft(source, file);
        PrintedConfigRepair.report(read, report);
        HttpdBalancing balancing = new HttpdAssembly(read, source, places, report).balancing();
        return report.errors() == before ? Optional.of(balancing) : Optional.empty();
    }

    /** What the directives say, before it is put together. */
    HttpdDraft draft(SourceText source, Path file) {
        serverRoot = ConfigFiles.directoryOf(file);
        draft.serverRoot = serverRoot;
        lines(source, file);
        return draft;
    }

    private void lines(SourceText source, Path file) {
        files.push(file.toAbsolutePath().normalize());
        int around = depthOfFile;
        depthOfFile = sections.size();
        lines(HttpdLine.of(source));
        while (sections.size() > depthOfFile) {
            Open open = sections.pop();
            report.error(open.place(), "<" + open.name() + ">", "is not closed; write </" + open.name() + ">");
        }
        depthOfFile = around;
        files.pop();
    }

    private void lines(List<HttpdLine> all) {
        for (int i = 0; i < all.size(); i++) {
            HttpdLine line = all.get(i);
            if (++lines > MAX_LINES) {
                report.error(line.place(), "", "more than " + MAX_LINES + " lines with all that is included and used");
                return;
            }
            if (line.begins("<macro") && !passedOver()) {
                List<HttpdWord> words = line.substituted(this::defined, report).words(report);
                i = macros.define(all, i, words.subList(1, words.size()));
            } else {
                line(line);
            }
        }
    }

    private boolean passedOver() {
        Open around = sections.peek();
        return around != null && around.scope() == null;
    }

    private void line(HttpdLine raw) {
        boolean passedOver = passedOver();
        if (passedOver && !raw.opens() && !raw.closes()) {
            return;
        }
        HttpdLine line = passedOver ? raw : raw.substituted(this::defined, report);
        List<HttpdWord> words = line.words(report);
        if (words.isEmpty()) {
            return;
        }
        List<HttpdWord> arguments = words.subList(1, words.size());
        String name = words.get(0).text();
        if (line.closes()) {
            close(line.place(), name);
        } else if (line.opens()) {
            sections.push(passedOver ? new Open(name, line.place(), null, null) : open(line.place(), name, arguments));
        } else {
            directive(line.place(), words.get(0).text(), arguments);
        }
    }

    private @Nullable String defined(String name) {
        String value = definitions.get(name);
        return value == null ? environment.get(name) : value;
    }

    private void close(Place place, String name) {
        Open open = sections.size() > depthOfFile ? sections.peek() : null;
        if (open == null) {
            report.error(place, "</" + name + ">", "closes nothing that is open");
        } else if (!open.name().equalsIgnoreCase(name)) {
            report.error(
                    place,
                    "</" + name + ">",
                    "<" + open.name() + "> of line " + open.place().line() + " must be closed first");
        } else {
            sections.pop();
        }
    }

    private HttpdScope scope() {
        Open open = sections.peek();
        return open == null || open.scope() == null ? new HttpdScope.Server(draft.main) : open.scope();
    }

    /** The RequireAll and the like that is open here; null if there is none. */
    private @Nullable RequirementDraft requirements() {
        Open open = sections.peek();
        return open == null ? null : open.requirements();
    }

    private Open open(Place place, String name, List<HttpdWord> arguments) {
        String key = "<" + name + ">";
        Optional<HttpdDirective> row = HttpdDirectives.find(key);
        if (row.isEmpty()) {
            report.error(place, key, "unknown section" + HttpdDirectives.near(key));
            return new Open(name, place, null, null);
        }
        if (!usable(row.get(), place, arguments)) {
            return new Open(name, place, null, null);
        }
        Optional<Requirement.Group.Kind> group = RequirementDraft.kind(name);
        if (group.isPresent()) {
            return group(name, place, group.get());
        }
        HttpdScope scope = null;
        try {
            scope = section(place, name.toLowerCase(Locale.ROOT), arguments);
        } catch (IllegalArgumentException e) {
            report.error(place, key, String.valueOf(e.getMessage()));
        }
        return new Open(name, place, scope, scope == null ? null : requirements());
    }

    private Open group(String name, Place place, Requirement.Group.Kind kind) {
        RequirementDraft inner = new RequirementDraft(kind);
        RequirementDraft around = requirements();
        if (around != null) {
            around.add(inner);
        } else {
            AccessDirectives.access(scope()).ifPresent(access -> access.require(inner));
        }
        return new Open(name, place, scope(), inner);
    }

    private @Nullable HttpdScope section(Place place, String name, List<HttpdWord> arguments) {
        String first = arguments.isEmpty() ? "" : arguments.get(0).text();
        return switch (name) {
            case "ifmodule" -> condition(first, modules::has);
            case "ifdefine" -> condition(first, definitions::containsKey);
            case "iffile" -> file(arguments);
            case "ifversion" ->
                HttpdVersion.is(
                                arguments.size() > 1 ? first : "=",
                                arguments.get(arguments.size() - 1).text())
                        ? scope()
                        : null;
            case "ifdirective" ->
                condition(first, directive -> HttpdDirectives.find(directive).isPresent());
            case "ifsection" ->
                condition(first, section -> HttpdDirectives.find(section).isPresent());
            case "proxy" -> proxy(place, arguments, false);
            case "proxymatch" -> proxy(place, arguments, true);
            case "location" -> HttpdLocations.open(scope().server(), place, arguments, false);
            case "locationmatch" -> HttpdLocations.open(scope().server(), place, arguments, true);
            case "virtualhost" -> HttpdLocations.virtualHost(draft, scope(), arguments);
            default -> null;
        };
    }

    private @Nullable HttpdScope file(List<HttpdWord> arguments) {
        boolean negated = arguments.size() > 1;
        String name = arguments.get(arguments.size() - 1).text();
        if (!negated && name.equals("!")) {
            throw new IllegalArgumentException("! is followed by the name of a file");
        }
        return Files.exists(root().resolve(name)) != negated ? scope() : null;
    }

    /** Whether a row may be carried out where it stands with these words; reports why not. */
    private boolean usable(HttpdDirective row, Place place, List<HttpdWord> arguments) {
        if (row.status() == HttpdStatus.NOT_YET) {
            report.error(place, row.name(), "is not carried out yet: " + row.doc());
            return false;
        }
        if (!row.where().isEmpty() && !row.where().contains(scope().where())) {
            String allowed = row.where().stream()
                    .sorted()
                    .map(where -> switch (where) {
                        case SERVER -> "outside of sections";
                        case PROXY -> "in <Proxy>";
                        case LOCATION -> "in <Location>";
                    })
                    .collect(Collectors.joining(" or "));
            report.error(place, row.name(), "is not allowed here; it stands " + allowed);
            return false;
        }
        if (arguments.size() < row.least() || arguments.size() > row.most()) {
            String count = row.least() == row.most()
                    ? "takes " + row.least()
                    : row.most() == HttpdDirective.ANY_NUMBER
                            ? "takes at least " + row.least()
                            : "takes " + row.least() + " to " + row.most();
            report.error(place, row.name(), count + " words, not " + arguments.size() + ". " + row.doc());
            return false;
        }
        return true;
    }

    private @Nullable HttpdScope condition(String word, java.util.function.Predicate<String> holds) {
        boolean negated = word.startsWith("!");
        return holds.test(negated ? word.substring(1) : word) != negated ? scope() : null;
    }

    private @Nullable HttpdScope proxy(Place place, List<HttpdWord> words, boolean match) {
        boolean regex = match || words.size() > 1 && words.get(0).is("~");
        List<HttpdWord> arguments = regex && !match ? words.subList(1, words.size()) : words;
        HttpdWord pattern = arguments.get(0);
        List<HttpdWord> parameters = arguments.subList(1, arguments.size());
        Optional<BalancerUrl> balancer = Optional.empty();
        if (regex) {
            BoundedPattern.compile(pattern.text(), true);
        }
        if (!regex && BalancerUrl.is(pattern.text()) && pattern.text().indexOf('*') < 0) {
            try {
                balancer = Optional.of(BalancerUrl.parse(pattern.text()));
            } catch (IllegalArgumentException e) {
                report.error(pattern.place(), "<Proxy>", String.valueOf(e.getMessage()));
                return null;
            }
        }
        ServerDraft server = scope().server();
        HttpdScope.Proxy scope = new HttpdScope.Proxy(pattern.text(), regex, balancer, new HttpdAccess(), server);
        server.proxySections.add(scope);
        if (!parameters.isEmpty() && balancer.isEmpty()) {
            report.error(parameters.get(0).place(), "<Proxy>", "parameters need balancer://NAME before them");
        } else if (!parameters.isEmpty()) {
            HttpdDirective row = HttpdDirectives.find("<Proxy>").orElseThrow();
            HttpdCall call = new HttpdCall(row, place, arguments, scope, null, draft, report);
            ProxyDirectives.parameters(
                    call, parameters, server.balancer(balancer.get().name(), place));
        }
        return scope;
    }

    private void directive(Place place, String name, List<HttpdWord> arguments) {
        Optional<HttpdDirective> row = HttpdDirectives.find(name);
        if (row.isEmpty()) {
            report.error(place, name, "unknown directive" + HttpdDirectives.near(name));
            return;
        }
        if (!usable(row.get(), place, arguments)) {
            return;
        }
        try {
            if (!steering(row.get(), place, arguments)) {
                row.get()
                        .handler()
                        .handle(new HttpdCall(row.get(), place, arguments, scope(), requirements(), draft, report));
            }
        } catch (IllegalArgumentException e) {
            report.error(place, row.get().name(), String.valueOf(e.getMessage()));
        }
    }

    /** Carries out what steers the reading itself; false if the directive does not. */
    private boolean steering(HttpdDirective row, Place place, List<HttpdWord> arguments) {
        switch (row.name()) {
            case "Include" -> include(place, arguments.get(0), true);
            case "IncludeOptional" -> include(place, arguments.get(0), false);
            case "Define" ->
                definitions.put(
                        arguments.get(0).text(),
                        arguments.size() > 1 ? arguments.get(1).text() : "");
            case "Use" ->
                macros.use(arguments).ifPresent(content -> {
                    lines(content);
                    macros.used();
                });
            case "UndefMacro" -> macros.undefine(arguments.get(0));
            case "UnDefine" -> definitions.remove(arguments.get(0).text());
            case "ServerRoot" -> {
                serverRoot = root().resolve(arguments.get(0).text());
                draft.serverRoot = serverRoot;
            }
            case "DocumentRoot" ->
                scope().server().documentRoot =
                        Optional.of(root().resolve(arguments.get(0).text()));
            case "LoadModule" -> modules.add(arguments.get(0).text());
            default -> {
                return false;
            }
        }
        return true;
    }

    private Path root() {
        return serverRoot == null ? Path.of("") : serverRoot;
    }

    private void include(Place place, HttpdWord word, boolean required) {
        String key = required ? "Include" : "IncludeOptional";
        if (files.size() >= MAX_DEPTH) {
            report.error(place, key, "more than " + MAX_DEPTH + " files include each other");
            return;
        }
        List<Path> found = IncludedFiles.matching(root(), word.text());
        if (found.isEmpty() && required) {
            report.error(word.place(), key, "no file matches " + word.text() + " (looked in " + root() + ")");
        }
        for (Path file : found) {
            Path absolute = file.toAbsolutePath().normalize();
            if (files.contains(absolute)) {
                report.error(word.place(), key, file + " includes itself");
                continue;
            }
            SourceText.read(file, report, Optional.of(word.place()), key).ifPresent(source -> lines(source, file));
        }
    }
}
