package tandem.app.discovery;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.config.MembersFile;
import tandem.core.config.DiscoveryConfig;
import tandem.core.config.MemberConfig;
import tandem.core.routing.Found;
import tandem.core.routing.LiveTable;

/**
 * Looks for the members of balancers where the configuration says, and puts those found into the routing table. What cannot be read
 * or answered leaves the members of before in force. Each node looks by itself. Any thread.
 */
public final class Discovery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);
    private static final int THREADS = 4;
    private static final double MILLIS_PER_SECOND = 1000.0;

    private final LiveTable table;
    private final Voice voice;
    private final LongSupplier epochMillis;
    private final Runnable whenMembersChange;
    private final MeterRegistry meters;
    private final MultiGauge members;
    private final MultiGauge success;
    private final ScheduledThreadPoolExecutor threads;
    private final Map<String, Source> sources = new LinkedHashMap<>();
    private Map<String, Found> registered = Map.of();

    /** Tells people what was found. */
    public interface Voice {
        void changed(String sentence);

        /** The members of before stay, so someone should look. */
        void failed(String sentence);
    }

    /** One balancer's source. Guarded by the discovery's lock but for the looking itself. */
    private final class Source {
        private final String balancer;
        private final DiscoveryConfig config;
        private @Nullable ScheduledFuture<?> looking;
        private @Nullable Found found;
        private String problem = "";
        private double successSeconds;

        Source(String balancer, DiscoveryConfig config) {
            this.balancer = balancer;
            this.config = config;
        }

        Finding look() {
            return config.file().isPresent()
                    ? switch (MembersFile.read(config.file().get(), config.values())) {
                        case MembersFile.Read.Good(List<MemberConfig> good) -> new Finding.Members(good);
                        case MembersFile.Read.Bad(String bad) -> new Finding.Nothing(bad);
                    }
                    : new DnsMembers(config).find();
        }
    }

    /**
     * @param whenMembersChange what a changed table asks for, such as resolving new names
     * @param epochMillis the wall clock
     */
    public Discovery(
            LiveTable table, Voice voice, LongSupplier epochMillis, Runnable whenMembersChange, MeterRegistry meters) {
        this.table = table;
        this.voice = voice;
        this.epochMillis = epochMillis;
        this.whenMembersChange = whenMembersChange;
        this.meters = meters;
        this.members = MultiGauge.builder("tandem.discovery.members")
                .description("Members of a balancer that were found by file or DNS and are in force")
                .register(meters);
        this.success = MultiGauge.builder("tandem.discovery.success.timestamp.seconds")
                .description("When the file or DNS was last read with success, in seconds since 1970; 0: not yet")
                .register(meters);
        this.threads = new ScheduledThreadPoolExecutor(
                THREADS,
                Thread.ofPlatform().name("tandem-discovery-", 0).daemon().factory());
        threads.setRemoveOnCancelPolicy(true);
    }

    /** Looks once everywhere, blocking for some seconds at most, then again and again. */
    public void start() {
        configChanged(true).forEach(this::lookGuarded);
    }

    /** The table has another configuration: sources that are new are looked at soon, those that are gone no more. */
    public void reloaded() {
        List<Source> fresh = configChanged(false);
        LOG.debug("{} sources of members are new", fresh.size());
    }

    /** These registered themselves, by balancer; complete. They stand behind those of a file or of DNS. */
    synchronized void registered(Map<String, Found> found) {
        if (!found.equals(registered)) {
            registered = Map.copyOf(found);
            show();
            whenMembersChange.run();
        }
    }

    private synchronized List<Source> configChanged(boolean lookedAt) {
        Map<String, DiscoveryConfig> wanted = table.current().config().discovery();
        sources.values().removeIf(source -> {
            boolean gone = !source.config.equals(wanted.get(source.balancer));
            if (gone && source.looking != null) {
                source.looking.cancel(false);
            }
            return gone;
        });
        List<Source> fresh = wanted.entrySet().stream()
                .filter(entry -> !sources.containsKey(entry.getKey()))
                .map(entry -> new Source(entry.getKey(), entry.getValue()))
                .toList();
        for (Source source : fresh) {
            sources.put(source.balancer, source);
            long every = source.config.every().toMillis();
            source.looking = threads.scheduleWithFixedDelay(
                    () -> lookGuarded(source), lookedAt ? every : 0, every, TimeUnit.MILLISECONDS);
        }
        show();
        return fresh;
    }

    private void lookGuarded(Source source) {
        try {
            take(source, source.look());
        } catch (RuntimeException e) {
            LOG.error("could not look for members of {}; those of before stay", source.balancer, e);
        }
    }

    private synchronized void take(Source source, Finding finding) {
        if (sources.get(source.balancer) != source) {
            return;
        }
        switch (finding) {
            case Finding.Members(List<MemberConfig> good) -> {
                Found found = new Found(source.config.source(), good);
                boolean recovered = !source.problem.isEmpty();
                source.problem = "";
                source.successSeconds = epochMillis.getAsLong() / MILLIS_PER_SECOND;
                if (!found.equals(source.found)) {
                    source.found = found;
                    show();
                    whenMembersChange.run();
                    voice.changed(source.balancer + ": " + counted(good) + " found by " + found.source());
                } else if (recovered) {
                    voice.changed(source.balancer + ": " + found.source() + " can be read again");
                }
            }
            case Finding.Nothing(String problem) -> {
                meters.counter("tandem.discovery.failures", "balancer", source.balancer)
                        .increment();
                if (!problem.equals(source.problem)) {
                    source.problem = problem;
                    voice.failed(source.balancer + ": " + problem + "; " + stays(source));
                }
            }
        }
        gauges();
    }

    private static String counted(List<MemberConfig> members) {
        return members.size() + (members.size() == 1 ? " member" : " members");
    }

    private static String stays(Source source) {
        Found found = source.found;
        return found == null ? "no member was found yet" : "the " + counted(found.members()) + " found before stay";
    }

    private void show() {
        Map<String, Found> found = new LinkedHashMap<>();
        sources.forEach((balancer, source) -> {
            if (source.found != null) {
                found.put(balancer, source.found);
            }
        });
        registered.forEach((balancer, own) -> found.merge(balancer, own, Found::and));
        table.membersFound(found);
        gauges();
    }

    private void gauges() {
        members.register(
                rows(source -> source.found == null ? 0 : source.found.members().size()), true);
        success.register(rows(source -> source.successSeconds), true);
    }

    private List<MultiGauge.Row<?>> rows(ToDoubleFunction<Source> value) {
        return sources.values().stream()
                .map(source -> {
                    double now = value.applyAsDouble(source);
                    return MultiGauge.Row.of(Tags.of("balancer", source.balancer), () -> now);
                })
                .collect(Collectors.toList());
    }

    /** What is wrong now, a sentence a source; empty if all is well. */
    public synchronized List<String> warnings() {
        return sources.values().stream()
                .filter(source -> !source.problem.isEmpty())
                .map(source -> source.balancer + ": " + source.problem + "; " + stays(source))
                .toList();
    }

    /**
     * What was found, in words that are the same on every node that found the same; empty if nothing is looked for.
     */
    public synchronized String sentence() {
        return sources.values().stream()
                .sorted(Comparator.comparing(source -> source.balancer))
                .map(source -> {
                    List<MemberConfig> all = source.found == null ? List.of() : source.found.members();
                    return source.balancer + " " + all.size() + " ("
                            + Integer.toHexString(text(all).hashCode()) + ")";
                })
                .collect(Collectors.joining(", "));
    }

    private static String text(List<MemberConfig> members) {
        return members.stream()
                .map(member -> member.edit()
                        .setting(new TreeSet<>(member.setting()))
                        .done()
                        .toString())
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
