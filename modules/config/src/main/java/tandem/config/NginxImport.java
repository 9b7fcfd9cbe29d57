package tandem.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads an nginx.conf for the HTTP balancing in it. Nothing is executed and no name resolved. One use. */
final class NginxImport {
    private static final Set<String> OF_HTTP = Set.of("upstream", "server");

    private final Path file;
    private final SourceText source;
    private final Report report;
    private final ForeignDraft draft;

    NginxImport(Path file, SourceText source, Report report, ForeignDraft draft) {
        this.file = file;
        this.source = source;
        this.report = report;
        this.draft = draft;
    }

    void carry() {
        List<ForeignBlock> all = new NginxFile(ConfigFiles.directoryOf(file), report).read(source);
        boolean piece = all.stream().anyMatch(block -> OF_HTTP.contains(block.name()));
        List<ForeignBlock> http = new ArrayList<>();
        for (ForeignBlock block : all) {
            if (block.name().equals("http")) {
                http.addAll(block.inner());
            } else if (piece) {
                http.add(block);
            } else if (!block.name().equals("events")) {
                advise(block);
            }
        }
        http(new NginxScope(http, Optional.empty()));
    }

    private void advise(ForeignBlock block) {
        NginxAdvice.of(block.name()).ifPresent(advice -> draft.notCarried(block.place(), block.name(), advice));
    }

    private void http(NginxScope scope) {
        List<ForeignBlock> servers = new ArrayList<>();
        Map<String, ForeignBlock> upstreams = new LinkedHashMap<>();
        for (ForeignBlock block : scope.statements()) {
            advise(block);
            if (block.name().equals("server")) {
                servers.add(block);
            } else if (block.name().equals("upstream")) {
                upstreams.put(block.line().word(1), block);
            }
        }
        NginxListeners listeners = new NginxListeners(draft);
        Map<ForeignBlock, List<String>> names = new LinkedHashMap<>();
        servers.forEach(server -> names.put(server, listeners.of(server, scope.in(server))));
        NginxTargets targets = new NginxTargets(upstreams, draft);
        servers.stream()
                .sorted(Comparator.comparingInt(NginxServer::wildness))
                .forEach(server -> new NginxServer(server, scope.in(server), draft, targets)
                        .carry(names.getOrDefault(server, List.of()), listeners));
        targets.settle();
    }
}
