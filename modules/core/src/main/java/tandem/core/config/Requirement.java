package tandem.core.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tandem.core.text.Network;
import tandem.core.text.PathPrefix;

/**
 * What a request must meet to pass (Apache's Require and its containers). As in mod_authz_core an answer is granted, denied or
 * neutral; what is neutral in the end is not met. Immutable.
 */
public sealed interface Requirement {
    /** What a requirement may ask of a request. */
    interface Asker {
        InetAddress client();

        String method();

        /** Null if it is not set. */
        @Nullable
        String variable(String name);

        /** The path that is asked for, decoded, without a query. */
        String decodedPath();

        /** All values of a request field, joined with {@code ", "}; null without one. */
        @Nullable
        String field(String name);

        /** GET of / from an address, without variables and fields. */
        static Asker at(InetAddress client) {
            return new Asker() {
                @Override
                public InetAddress client() {
                    return client;
                }

                @Override
                public String method() {
                    return "GET";
                }

                @Override
                public @Nullable String variable(String name) {
                    return null;
                }

                @Override
                public String decodedPath() {
                    return "/";
                }

                @Override
                public @Nullable String field(String name) {
                    return null;
                }
            };
        }
    }

    /** An answer of one part. */
    enum Verdict {
        GRANTED,
        DENIED,
        NEUTRAL
    }

    Verdict verdict(Asker asker);

    default boolean met(Asker asker) {
        return verdict(asker) == Verdict.GRANTED;
    }

    /** Reads the notation of {@link AccessConfig#require}. */
    static Requirement parse(String text) {
        return new RequirementText(text).whole();
    }

    private static Verdict granted(boolean met) {
        return met ? Verdict.GRANTED : Verdict.DENIED;
    }

    /** Everybody or nobody. */
    record All(boolean grant) implements Requirement {
        @Override
        public Verdict verdict(Asker asker) {
            return granted(grant);
        }

        @Override
        public String toString() {
            return grant ? "all granted" : "all denied";
        }
    }

    /** A client in one of these networks. */
    record Ip(List<Network> networks) implements Requirement {
        public static final Ip LOCAL = new Ip(List.of(Network.parse("127.0.0.0/8"), Network.parse("::1")));

        public Ip {
            networks = List.copyOf(networks);
        }

        @Override
        public Verdict verdict(Asker asker) {
            for (Network network : networks) {
                if (network.contains(asker.client())) {
                    return Verdict.GRANTED;
                }
            }
            return Verdict.DENIED;
        }

        @Override
        public String toString() {
            return networks.stream().map(Network::toString).collect(Collectors.joining(" ", "ip ", ""));
        }
    }

    /** One of these methods. */
    record Method(List<String> names) implements Requirement {
        public Method {
            names = List.copyOf(names);
        }

        @Override
        public Verdict verdict(Asker asker) {
            boolean head = asker.method().equals("HEAD") && names.contains("GET");
            return granted(head || names.contains(asker.method()));
        }

        @Override
        public String toString() {
            return "method " + String.join(" ", names);
        }
    }

    /** One of these variables is set. */
    record Variable(List<String> names) implements Requirement {
        public Variable {
            names = List.copyOf(names);
        }

        @Override
        public Verdict verdict(Asker asker) {
            for (String name : names) {
                if (asker.variable(name) != null) {
                    return Verdict.GRANTED;
                }
            }
            return Verdict.DENIED;
        }

        @Override
        public String toString() {
            return "env " + String.join(" ", names);
        }
    }

    /** A path below one of these prefixes; not Apache's. */
    record Path(List<String> prefixes) implements Requirement {
        public Path {
            prefixes = List.copyOf(prefixes);
            for (String prefix : prefixes) {
                if (!prefix.startsWith("/")) {
                    throw new IllegalArgumentException("path is followed by prefixes such as /admin; '" + prefix
                            + "' does not begin with a slash");
                }
            }
        }

        @Override
        public Verdict verdict(Asker asker) {
            for (String prefix : prefixes) {
                if (new PathPrefix(prefix).match(asker.decodedPath()) >= 0) {
                    return Verdict.GRANTED;
                }
            }
            return Verdict.DENIED;
        }

        @Override
        public String toString() {
            return "path " + String.join(" ", prefixes);
        }
    }

    /**
     * A header field that is there, with one of these values if there are any; not Apache's.
     *
     * @param values compared as they are; one that ends with {@code *} is the beginning of what is meant
     */
    record Header(String name, List<String> values) implements Requirement {
        public Header {
            values = List.copyOf(values);
        }

        @Override
        public Verdict verdict(Asker asker) {
            String value = asker.field(name);
            return granted(value != null && (values.isEmpty() || matches(value)));
        }

        private boolean matches(String value) {
            for (String wanted : values) {
                boolean open = wanted.endsWith("*");
                if (open ? value.startsWith(wanted.substring(0, wanted.length() - 1)) : value.equals(wanted)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String toString() {
            return values.isEmpty() ? "header " + name : "header " + name + " " + String.join(" ", values);
        }
    }

    /** The opposite, which can only deny. */
    record Not(Requirement inner) implements Requirement {
        @Override
        public Verdict verdict(Asker asker) {
            return inner.verdict(asker) == Verdict.GRANTED ? Verdict.DENIED : Verdict.NEUTRAL;
        }

        @Override
        public String toString() {
            return "not " + inner;
        }
    }

    /** Several together. */
    record Group(Kind kind, List<Requirement> parts) implements Requirement {
        public Group {
            parts = List.copyOf(parts);
        }

        /** How the parts add up. */
        public enum Kind {
            ANY,
            ALL,
            NONE;

            String word() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        @Override
        public Verdict verdict(Asker asker) {
            boolean granted = false;
            boolean denied = false;
            for (Requirement part : parts) {
                Verdict verdict = part.verdict(asker);
                granted |= verdict == Verdict.GRANTED;
                denied |= verdict == Verdict.DENIED;
            }
            return switch (kind) {
                case ANY -> granted ? Verdict.GRANTED : denied ? Verdict.DENIED : Verdict.NEUTRAL;
                case ALL -> denied ? Verdict.DENIED : granted ? Verdict.GRANTED : Verdict.NEUTRAL;
                case NONE -> granted ? Verdict.DENIED : Verdict.NEUTRAL;
            };
        }

        @Override
        public String toString() {
            return parts.stream().map(Requirement::toString).collect(Collectors.joining("; ", kind.word() + "(", ")"));
        }
    }

    /** Reads one plain requirement, such as {@code ip 192.0.2.0/24}. */
    static Requirement plain(List<String> words) {
        List<String> rest = words.subList(1, words.size());
        String first = words.get(0).toLowerCase(Locale.ROOT);
        boolean more = !rest.isEmpty();
        switch (first) {
            case "all" -> {
                if (rest.size() == 1 && rest.get(0).equalsIgnoreCase("granted")) {
                    return new All(true);
                }
                if (rest.size() == 1 && rest.get(0).equalsIgnoreCase("denied")) {
                    return new All(false);
                }
                throw new IllegalArgumentException("all is followed by granted or denied");
            }
            case "local" -> {
                return Ip.LOCAL;
            }
            case "ip" -> {
                List<Network> networks = new ArrayList<>();
                rest.forEach(word -> networks.add(Network.parse(word)));
                return new Ip(some(networks, "ip is followed by addresses or networks", more));
            }
            case "method" -> {
                return new Method(some(rest, "method is followed by methods such as GET", more));
            }
            case "env" -> {
                return new Variable(some(rest, "env is followed by names of variables", more));
            }
            default ->
                throw new IllegalArgumentException("'" + words.get(0)
                        + "' is not carried out; known are all granted, all denied, ip, local, method, env, not, and any, all and"
                        + " none with parentheses");
        }
    }

    private static <T> List<T> some(List<T> words, String sentence, boolean more) {
        if (!more) {
            throw new IllegalArgumentException(sentence);
        }
        return words;
    }
}
