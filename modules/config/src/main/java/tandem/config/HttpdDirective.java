package tandem.config;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tandem.config.HttpdScope.Where;

/**
 * One row of the directive table.
 *
 * @param name as httpd's manual writes it; a section has its angle bracket, such as {@code <Proxy>}
 * @param where where it may stand; empty: anywhere
 * @param doc what it does here, why it has no effect, or what is missing
 * @param least how many words it needs after its name
 * @param most how many it takes
 */
record HttpdDirective(
        String name, Set<Where> where, HttpdStatus status, String doc, int least, int most, Handler handler) {
    static final Set<Where> ANYWHERE = Set.of();
    static final Set<Where> OUTSIDE = Set.of(Where.SERVER);
    static final int ANY_NUMBER = Integer.MAX_VALUE;

    /** Carries one directive out. */
    interface Handler {
        /** @throws IllegalArgumentException with a sentence for the operator, reported at the directive */
        void handle(HttpdCall call);
    }

    /**
     * One directive as it stands in the file.
     *
     * @param arguments the words after the name
     */
    record HttpdCall(
            HttpdDirective directive,
            Place place,
            List<HttpdWord> arguments,
            HttpdScope scope,
            @Nullable RequirementDraft requirements,
            HttpdDraft draft,
            Report report) {

        /** The main server or the virtual host around it. */
        ServerDraft server() {
            return scope.server();
        }

        /** What the requests are told that it speaks of. */
        SectionDraft section() {
            return scope.section();
        }

        /** A variable of the environment in which the file is read; null if it is not set. */
        @Nullable
        String environment(String name) {
            return draft.environment.get(name);
        }

        String word(int index) {
            return arguments.get(index).text();
        }

        /** This directive as one that has lost its section. */
        HttpdDraft.Orphan orphan(HttpdDraft.Orphan.Kind kind) {
            String words = arguments.stream().map(HttpdWord::text).collect(Collectors.joining(" "));
            return new HttpdDraft.Orphan(place, kind, directive.name(), words);
        }

        void error(Place at, String message) {
            report.error(at, directive.name(), message);
        }

        void warning(Place at, String message) {
            report.warning(at, directive.name(), message);
        }
    }

    static HttpdDirective carriedOut(String name, Set<Where> where, int least, int most, String doc, Handler handler) {
        return new HttpdDirective(name, where, HttpdStatus.CARRIED_OUT, doc, least, most, handler);
    }

    static HttpdDirective accepted(String name, String doc) {
        return new HttpdDirective(name, ANYWHERE, HttpdStatus.ACCEPTED_WITHOUT_EFFECT, doc, 0, ANY_NUMBER, call -> {});
    }

    static HttpdDirective notYet(String name, String doc) {
        return new HttpdDirective(name, ANYWHERE, HttpdStatus.NOT_YET, doc, 0, ANY_NUMBER, call -> {});
    }
}
