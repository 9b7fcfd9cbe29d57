package tandem.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What stands behind {@code if} and {@code unless} in HAProxy, as hosts, paths and TLS. One frontend; one thread. */
final class HaproxyConditions {
    private static final Set<String> HOST = Set.of(
            "hdr(host)", "req.hdr(host)", "hdr_end(host)", "hdr(host),lower", "req.hdr(host),lower", "ssl_fc_sni");
    private static final Set<String> PATH = Set.of("path", "path_beg", "path_end", "path_reg");

    private final Map<String, List<Test>> named = new HashMap<>();

    /** One test of a request. */
    private sealed interface Test {}

    private record Hosts(List<String> hosts) implements Test {}

    private record Paths(List<ForeignPath> paths) implements Test {}

    private record Tls() implements Test {}

    private record Unknown() implements Test {}

    /**
     * Requests that a rule is for: of one of the hosts, and of one of the paths.
     *
     * @param tls empty: by TLS and in clear text
     */
    record Match(List<String> hosts, List<ForeignPath> paths, Optional<Boolean> tls) {
        static final Match ALL = new Match(List.of("*"), List.of(ForeignPath.ALL), Optional.empty());

        boolean everything() {
            return hosts.equals(ALL.hosts) && paths.equals(ALL.paths);
        }
    }

    HaproxyConditions(List<ForeignLine> acls) {
        for (ForeignLine acl : acls) {
            named.computeIfAbsent(acl.word(1), name -> new ArrayList<>()).add(test(texts(acl.from(2))));
        }
    }

    private static List<String> texts(List<HttpdWord> words) {
        return words.stream().map(HttpdWord::text).toList();
    }

    /**
     * The requests that a rule is for, as alternatives; empty if they cannot be told by host, path and TLS.
     *
     * @param words from {@code if} or {@code unless} on; none: all requests
     */
    Optional<List<Match>> matches(List<HttpdWord> words) {
        if (words.isEmpty()) {
            return Optional.of(List.of(Match.ALL));
        }
        boolean unless = words.get(0).text().equals("unless");
        List<String> rest = texts(words.subList(1, words.size()));
        List<Match> matches = new ArrayList<>();
        List<String> alternative = new ArrayList<>();
        for (String word : rest) {
            if (word.equals("or") || word.equals("||")) {
                Optional<Match> match = all(alternative, unless);
                if (match.isEmpty()) {
                    return Optional.empty();
                }
                matches.add(match.get());
                alternative.clear();
            } else {
                alternative.add(word);
            }
        }
        Optional<Match> last = all(alternative, unless);
        last.ifPresent(matches::add);
        return last.isEmpty() || unless && matches.size() > 1 ? Optional.empty() : Optional.of(List.copyOf(matches));
    }

    private Optional<Match> all(List<String> words, boolean unless) {
        Match match = Match.ALL;
        int terms = 0;
        for (int at = 0; at < words.size(); terms++) {
            String word = words.get(at);
            boolean not = word.startsWith("!") != unless;
            String bare = word.startsWith("!") ? word.substring(1) : word;
            int end = at;
            Test test;
            if (bare.equals("{")) {
                end = at + words.subList(at, words.size()).indexOf("}");
                if (end < at) {
                    return Optional.empty();
                }
                test = test(words.subList(at + 1, end));
            } else {
                test = any(named.getOrDefault(bare, List.of()));
            }
            Optional<Match> next = and(match, test, not);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            match = next.get();
            at = end + 1;
        }
        return terms == 0 || unless && terms > 1 ? Optional.empty() : Optional.of(match);
    }

    private static Optional<Match> and(Match match, Test test, boolean not) {
        return switch (test) {
            case Tls() when match.tls.isEmpty() -> Optional.of(new Match(match.hosts, match.paths, Optional.of(!not)));
            case Hosts(List<String> hosts)
            when !not && match.hosts.equals(Match.ALL.hosts) -> Optional.of(new Match(hosts, match.paths, match.tls));
            case Paths(List<ForeignPath> paths)
            when !not && match.paths.equals(Match.ALL.paths) -> Optional.of(new Match(match.hosts, paths, match.tls));
            case Hosts _, Paths _, Tls _, Unknown _ -> Optional.empty();
        };
    }

    /** An acl that is written several times holds where one of its lines does. */
    private static Test any(List<Test> tests) {
        List<String> hosts = new ArrayList<>();
        List<ForeignPath> paths = new ArrayList<>();
        Set<Class<?>> kinds = new HashSet<>();
        for (Test test : tests) {
            kinds.add(test.getClass());
            switch (test) {
                case Hosts(List<String> more) -> hosts.addAll(more);
                case Paths(List<ForeignPath> more) -> paths.addAll(more);
                case Tls _, Unknown _ -> {}
            }
        }
        if (kinds.size() != 1) {
            return new Unknown();
        }
        return !hosts.isEmpty() ? new Hosts(hosts) : !paths.isEmpty() ? new Paths(paths) : tests.get(0);
    }

    private static Test test(List<String> words) {
        if (words.isEmpty()) {
            return new Unknown();
        }
        String what = words.get(0).toLowerCase(Locale.ROOT);
        boolean ignoreCase = false;
        Optional<String> method = Optional.empty();
        int at = 1;
        while (at < words.size() && words.get(at).startsWith("-")) {
            switch (words.get(at)) {
                case "-i" -> ignoreCase = true;
                case "-m" -> method = Optional.of(at + 1 < words.size() ? words.get(++at) : "");
                default -> {
                    return new Unknown();
                }
            }
            at++;
        }
        List<String> values = words.subList(Math.min(at, words.size()), words.size());
        if (what.equals("ssl_fc") && values.isEmpty()) {
            return new Tls();
        }
        if (values.isEmpty()) {
            return new Unknown();
        }
        return HOST.contains(what) ? hosts(what, method, values) : paths(what, method, values, ignoreCase);
    }

    private static Test hosts(String what, Optional<String> method, List<String> values) {
        boolean end = what.startsWith("hdr_end") || method.equals(Optional.of("end"));
        boolean plain = method.isEmpty() || method.equals(Optional.of("str"));
        if (!end && !plain) {
            return new Unknown();
        }
        List<String> hosts = new ArrayList<>();
        for (String value : values) {
            String host = value.toLowerCase(Locale.ROOT).replaceAll(":\\d+$", "");
            if (!end) {
                hosts.add(host);
            } else if (host.startsWith(".")) {
                hosts.add("*" + host);
            } else {
                return new Unknown();
            }
        }
        return new Hosts(List.copyOf(hosts));
    }

    private static Test paths(String what, Optional<String> method, List<String> values, boolean ignoreCase) {
        String how = method.orElse(what.indexOf('_') > 0 ? what.substring(what.indexOf('_') + 1) : "str");
        if (!PATH.contains(what)) {
            return new Unknown();
        }
        List<ForeignPath> paths = new ArrayList<>();
        for (String value : values) {
            switch (how) {
                case "str" -> paths.add(ForeignPath.exact(value, ignoreCase));
                case "beg" -> paths.add(ForeignPath.prefix(value, ignoreCase));
                case "end" -> paths.add(ForeignPath.suffix(value, ignoreCase));
                case "reg" -> paths.add(ForeignPath.pattern(value, ignoreCase));
                default -> {
                    return new Unknown();
                }
            }
        }
        return new Paths(List.copyOf(paths));
    }
}
