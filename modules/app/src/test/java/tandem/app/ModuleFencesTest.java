package tandem.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** Holds the module rules of docs/architecture.md: library fences, no sibling edges, no package cycles, purity. */
@AnalyzeClasses(
        packages = "tandem",
        importOptions = {DoNotIncludeTests.class, ModuleFencesTest.NoTestJars.class})
final class ModuleFencesTest {
    private static final List<String> SIBLINGS = List.of("config", "proxy", "identity", "sharing", "failover", "admin");
    private static final String[] PURE = {
        "tandem.core..", "org.jspecify.annotations..", "java..", "javax.security.auth.x500.."
    };

    @ArchTest
    static final ArchRule core_uses_nothing_but_itself_and_java =
            classes().that().resideInAPackage("tandem.core..").should().onlyDependOnClassesThat(resideIn(PURE));

    @ArchTest
    static final ArchRule core_does_no_input_output_and_asks_no_clock = noClasses()
            .that()
            .resideInAPackage("tandem.core..")
            .and()
            .doNotHaveFullyQualifiedName("tandem.core.port.NodeClock")
            .and()
            .haveNameNotMatching("tandem\\.core\\.port\\.NodeClock\\$.*")
            .should()
            .dependOnClassesThat(impure());

    @ArchTest
    static final ArchRule election_is_pure = classes()
            .that()
            .resideInAnyPackage("tandem.failover.election..", "tandem.failover.lease..")
            .should()
            .onlyDependOnClassesThat(resideIn(
                    "tandem.failover.election..",
                    "tandem.failover.lease..",
                    "tandem.core..",
                    "org.jspecify.annotations..",
                    "java.."));

    @ArchTest
    static final ArchRule election_does_no_input_output_and_asks_no_clock = noClasses()
            .that()
            .resideInAnyPackage("tandem.failover.election..", "tandem.failover.lease..")
            .should()
            .dependOnClassesThat(impure());

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("tandem.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packages_of_core_have_no_cycles =
            slices().matching("tandem.core.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule undertow_stays_in_proxy_and_admin =
            libraryStaysIn("tandem.(proxy|admin)\\..*", "io.undertow..", "org.xnio..");

    @ArchTest
    static final ArchRule machine_code_of_tls_stays_in_its_package =
            libraryStaysIn("tandem\\.proxy\\.tls\\.boringssl\\..*", "io.netty..");

    @ArchTest
    static final ArchRule ftp_stays_in_its_package =
            libraryStaysIn("tandem\\.proxy\\.ftp\\..*", "org.apache.commons.net..");

    @ArchTest
    static final ArchRule hazelcast_stays_in_sharing = libraryStaysIn("tandem.sharing\\..*", "com.hazelcast..");

    @ArchTest
    static final ArchRule jgroups_stays_in_failover = libraryStaysIn("tandem.failover\\..*", "org.jgroups..");

    @ArchTest
    static final ArchRule certificates_stay_in_identity = libraryStaysIn("tandem.identity\\..*", "org.bouncycastle..");

    @ArchTest
    static final ArchRule ordering_stays_in_identity =
            libraryStaysIn("tandem.identity\\..*", "org.shredzone.acme4j..", "org.jose4j..");

    @ArchTest
    static final ArchRule yaml_stays_in_config = libraryStaysIn("tandem.config\\..*", "org.snakeyaml..");

    @ArchTest
    static final ArchRule json_stays_in_admin = libraryStaysIn("tandem.admin\\..*", "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule command_line_library_stays_in_app = libraryStaysIn("tandem.app\\..*", "picocli..");

    @ArchTest
    static final ArchRule traces_stay_in_their_package =
            libraryStaysIn("tandem.app.tracing\\..*", "io.opentelemetry..");

    @ArchTest
    static void siblings_never_see_each_other(com.tngtech.archunit.core.domain.JavaClasses all) {
        for (String module : SIBLINGS) {
            String[] others = SIBLINGS.stream()
                    .filter(other -> !other.equals(module))
                    .map(other -> "tandem." + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("tandem." + module + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(all);
        }
    }

    /** Leaves out what other modules' tests share as a jar. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static ArchRule libraryStaysIn(String allowed, String... library) {
        return noClasses()
                .that()
                .haveNameNotMatching(allowed)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library);
    }

    private static DescribedPredicate<JavaClass> resideIn(String... packages) {
        return JavaClass.Predicates.resideInAnyPackage(packages);
    }

    /** What a pure class may not touch: files, sockets, threads, randomness; byte streams in memory are fine. */
    private static DescribedPredicate<JavaClass> impure() {
        return new DescribedPredicate<>("are files, sockets, threads, clocks or randomness") {
            @Override
            public boolean test(JavaClass type) {
                String name = type.getFullName();
                return name.startsWith("java.nio.file.Files")
                        || name.startsWith("java.nio.channels")
                        || name.matches("java\\.net\\.(Socket|ServerSocket|DatagramSocket|URLConnection)")
                        || name.matches("java\\.io\\.File.*")
                        || name.matches("java\\.lang\\.(Thread|System|Process|ProcessBuilder)")
                        || name.matches("java\\.util\\.(Random|Timer)")
                        || name.startsWith("java.util.concurrent.ThreadLocalRandom")
                        || name.matches("java\\.time\\.Clock");
            }
        };
    }
}
