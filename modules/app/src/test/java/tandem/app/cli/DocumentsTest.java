package tandem.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What a reader of the documents follows or types is there. */
class DocumentsTest {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.*)$");
    private static final Pattern COMMAND =
            Pattern.compile("(?m)^(?:\\$ )?(?:sudo )?(?:/opt/tandem/current/|\\./)?(?:bin/)?tandem (.*)$");
    /** The launcher's own, before Java starts. */
    private static final Set<String> OF_THE_LAUNCHER = Set.of("aot");

    @Test
    void every_link_leads_to_a_file_and_to_a_heading_in_it() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path document : documents()) {
            String prose = CODE.matcher(
                            BLOCK.matcher(Files.readString(document)).replaceAll(""))
                    .replaceAll("");
            for (MatchResult link : LINK.matcher(prose).results().toList()) {
                String target = link.group(1);
                if (!target.contains(":")) {
                    links++;
                    if (!leads(document, target)) {
                        broken.add(ROOT.relativize(document) + ": " + target);
                    }
                }
            }
        }

        assertThat(broken).isEmpty();
        assertThat(links).isGreaterThan(200);
    }

    @Test
    void every_command_in_a_block_is_one_that_there_is_with_its_options() throws IOException {
        List<String> unknown = new ArrayList<>();
        int commands = 0;
        for (Path document : documents()) {
            for (MatchResult block :
                    BLOCK.matcher(Files.readString(document)).results().toList()) {
                String text = block.group().replaceAll("\\\\\n *", "");
                for (MatchResult command : COMMAND.matcher(text).results().toList()) {
                    commands++;
                    fault(command.group(1))
                            .ifPresent(fault -> unknown.add(
                                    ROOT.relativize(document) + ": tandem " + command.group(1) + ": " + fault));
                }
            }
        }

        assertThat(unknown).isEmpty();
        assertThat(commands).isGreaterThan(50);
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md"), ROOT.resolve("ansible/README.md")),
                            docs.filter(file -> file.toString().endsWith(".md")))
                    .toList();
        }
    }

    private static boolean leads(Path document, String link) throws IOException {
        int hash = link.indexOf('#');
        String path = hash < 0 ? link : link.substring(0, hash);
        Path target = path.isEmpty() ? document : document.resolveSibling(path).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return hash < 0 || !target.toString().endsWith(".md") || anchors(target).contains(link.substring(hash + 1));
    }

    /** The names of a document's headings in links, as GitHub makes them. */
    private static Set<String> anchors(Path document) throws IOException {
        Set<String> anchors = new TreeSet<>();
        Map<String, Integer> seen = new HashMap<>();
        String prose = BLOCK.matcher(Files.readString(document)).replaceAll("");
        HEADING.matcher(prose).results().forEach(heading -> {
            String name = heading.group(1)
                    .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                    .strip()
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}_\\- ]", "")
                    .replace(' ', '-');
            int times = seen.merge(name, 1, Integer::sum);
            anchors.add(times == 1 ? name : name + "-" + (times - 1));
        });
        return anchors;
    }

    /** Why a command line cannot be right; empty if it may be. */
    private static Optional<String> fault(String line) {
        CommandLine command = CommandLineRoot.whole();
        boolean named = false;
        for (String word : line.replaceAll(" #.*| [|>&].*", "").strip().split("[ ;]+")) {
            String option = word.replaceAll("=.*|[\\])]+$", "");
            CommandLine below = command.getSubcommands().get(word);
            if (below != null && (!named || !command.getSubcommands().isEmpty())) {
                command = below;
                named = true;
            } else if (!named && !OF_THE_LAUNCHER.contains(word)) {
                return Optional.of("there is no command " + word);
            } else if (!named) {
                return Optional.empty();
            } else if (option.startsWith("--")
                    && !command.getCommandSpec().optionsMap().containsKey(option)) {
                return Optional.of("it has no option " + option);
            }
        }
        return Optional.empty();
    }
}
