package tandem.config;

import static tandem.config.HttpdDirective.ANYWHERE;
import static tandem.config.HttpdDirective.ANY_NUMBER;
import static tandem.config.HttpdDirective.OUTSIDE;
import static tandem.config.HttpdDirective.carriedOut;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tandem.config.HttpdDirective.HttpdCall;
import tandem.core.config.ByteSize;
import tandem.core.config.CompressionConfig;

/** mod_deflate, and what of mod_filter leads to it. */
final class DeflateDirectives {
    private static final String DEFLATE = "deflate";
    private static final int USUAL_LEVEL = 6;
    private static final List<String> PLAIN_SIZES =
            List.of("DeflateBufferSize", "DeflateMemLevel", "DeflateWindowSize", "DeflateInflateLimitRequestBody");

    static final List<HttpdDirective> ROWS = rows();

    private DeflateDirectives() {}

    private static List<HttpdDirective> rows() {
        List<HttpdDirective> rows = new ArrayList<>(List.of(
                carriedOut(
                        "SetOutputFilter",
                        ANYWHERE,
                        1,
                        1,
                        "DEFLATE compresses every type that is not packed already; NONE takes it back. Other filters, INFLATE"
                                + " too, are not carried out.",
                        DeflateDirectives::set),
                carriedOut(
                        "AddOutputFilterByType",
                        ANYWHERE,
                        2,
                        ANY_NUMBER,
                        "DEFLATE compresses these types. Other filters are not carried out.",
                        DeflateDirectives::byType),
                carriedOut(
                        "DeflateCompressionLevel",
                        OUTSIDE,
                        1,
                        1,
                        "From 1, fast, to 9, small; not given: 6.",
                        call -> call.server().deflateLevel = Optional.of(HttpdNumbers.integer(
                                call.word(0), 1, 9, "Compression Level must be between 1 and 9")))));
        PLAIN_SIZES.forEach(name -> rows.add(HttpdDirective.accepted(
                name, "Compressors have zlib's usual size, and requests are passed on as they are.")));
        rows.add(named("DeflateFilterNote", "an access log has what was sent (%b), and /metrics how much was saved"));
        rows.add(named("DeflateAlterETag", "a strong ETag of what is compressed becomes weak"));
        return List.copyOf(rows);
    }

    private static HttpdDirective named(String name, String why) {
        String doc = Character.toUpperCase(why.charAt(0)) + why.substring(1) + ".";
        return new HttpdDirective(
                name,
                ANYWHERE,
                HttpdStatus.ACCEPTED_WITHOUT_EFFECT,
                doc,
                0,
                ANY_NUMBER,
                call -> call.warning(call.place(), "has no effect here: " + why));
    }

    private static void set(HttpdCall call) {
        SectionDraft section = call.section();
        section.compressed.remove(CompressionConfig.EVERY);
        section.plain = call.word(0).equalsIgnoreCase("none");
        if (!section.plain && filters(call)) {
            section.compressed.add(CompressionConfig.EVERY);
        }
    }

    private static void byType(HttpdCall call) {
        if (filters(call)) {
            List<String> types = call.arguments().subList(1, call.arguments().size()).stream()
                    .map(word -> word.text().toLowerCase(Locale.ROOT))
                    .toList();
            CompressionConfig checked = config(types, USUAL_LEVEL);
            call.section().compressed.addAll(checked.types());
        }
    }

    /** Whether DEFLATE is among them; the others are errors. */
    private static boolean filters(HttpdCall call) {
        boolean deflate = false;
        for (String filter : call.word(0).split(";")) {
            if (filter.equalsIgnoreCase(DEFLATE)) {
                deflate = true;
            } else {
                call.error(call.arguments().get(0).place(), unknown(filter));
            }
        }
        return deflate;
    }

    private static String unknown(String filter) {
        return switch (filter.toUpperCase(Locale.ROOT)) {
            case "INFLATE" -> "INFLATE is not carried out: what members compressed is passed on compressed";
            case "BROTLI_COMPRESS" -> "BROTLI_COMPRESS is not carried out; DEFLATE is";
            default -> "the filter '" + filter + "' is not carried out; DEFLATE is";
        };
    }

    /** Says in each section what is compressed: its own types and those of the server around it. */
    static void settle(ServerDraft server) {
        int level = server.deflateLevel.or(() -> server.main().deflateLevel).orElse(USUAL_LEVEL);
        Set<String> around = new LinkedHashSet<>(server.main().everywhere.compressed);
        around.addAll(server.everywhere.compressed);
        boolean own = !server.everywhere.compressed.isEmpty()
                || !server.isMain() && server.deflateLevel.isPresent() && !around.isEmpty();
        if (own) {
            server.everywhere.compression = Optional.of(config(List.copyOf(around), level));
        }
        for (SectionDraft section : server.locations) {
            Set<String> types = new LinkedHashSet<>(around);
            if (section.plain) {
                types.remove(CompressionConfig.EVERY);
            }
            types.addAll(section.compressed);
            if (section.plain || !section.compressed.isEmpty()) {
                section.compression = Optional.of(config(List.copyOf(types), level));
            }
        }
    }

    /** As mod_deflate does it, to everything however short. */
    private static CompressionConfig config(List<String> types, int level) {
        return new CompressionConfig(true, types, new ByteSize(0), level);
    }
}
