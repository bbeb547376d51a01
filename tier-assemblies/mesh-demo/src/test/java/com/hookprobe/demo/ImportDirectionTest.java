package com.hookprobe.demo;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The walls of docs/architecture.md: who may import whom, and that a protocol core is pure. */
class ImportDirectionTest {
    private static final String WITNESS = "com.hookprobe.node.witness";

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("com.hookprobe");

    /** Module root package to the roots that it may import. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("com.hookprobe.fixedpoint", Set.of()),
            Map.entry("com.hookprobe.neuro", Set.of("com.hookprobe.fixedpoint")),
            Map.entry("com.hookprobe.identity", Set.of()),
            Map.entry("com.hookprobe.identity.registry", Set.of("com.hookprobe.identity")),
            Map.entry(
                    "com.hookprobe.identity.access",
                    Set.of("com.hookprobe.identity", "com.hookprobe.identity.registry")),
            Map.entry("com.hookprobe.identity.tpm", Set.of("com.hookprobe.identity")),
            Map.entry("com.hookprobe.htp", Set.of()),
            Map.entry("com.hookprobe.htp.file", Set.of("com.hookprobe.htp")),
            Map.entry("com.hookprobe.sim", Set.of()),
            Map.entry("com.hookprobe.htp.sim", Set.of("com.hookprobe.htp", "com.hookprobe.sim")),
            Map.entry("com.hookprobe.dsm.ledger", Set.of("com.hookprobe.identity")),
            Map.entry("com.hookprobe.dsm.consensus", Set.of("com.hookprobe.dsm.ledger", "com.hookprobe.identity")),
            Map.entry(
                    "com.hookprobe.dsm.sim",
                    Set.of(
                            "com.hookprobe.dsm.ledger",
                            "com.hookprobe.dsm.consensus",
                            "com.hookprobe.identity",
                            "com.hookprobe.sim")),
            Map.entry(
                    "com.hookprobe.dsm.search",
                    Set.of(
                            "com.hookprobe.dsm.ledger",
                            "com.hookprobe.dsm.consensus",
                            "com.hookprobe.dsm.sim",
                            "com.hookprobe.identity")),
            Map.entry(
                    "com.hookprobe.dsm.api",
                    Set.of(
                            "com.hookprobe.dsm.ledger",
                            "com.hookprobe.dsm.consensus",
                            "com.hookprobe.identity",
                            "com.hookprobe.http")),
            Map.entry("com.hookprobe.http", Set.of()),
            Map.entry("com.hookprobe.network", Set.of()),
            Map.entry("com.hookprobe.notify", Set.of("com.hookprobe.qsecbit.metric")),
            Map.entry(
                    "com.hookprobe.console",
                    Set.of(
                            "com.hookprobe.http",
                            "com.hookprobe.identity",
                            "com.hookprobe.identity.access",
                            "com.hookprobe.identity.registry")),
            Map.entry("com.hookprobe.qsecbit.exchange", Set.of("com.hookprobe.http", "com.hookprobe.qsecbit.metric")),
            Map.entry("com.hookprobe.dsm.projection", Set.of("com.hookprobe.dsm.ledger", "com.hookprobe.identity")),
            Map.entry("com.hookprobe.qsecbit.metric", Set.of()),
            Map.entry("com.hookprobe.qsecbit.detection", Set.of("com.hookprobe.qsecbit.metric")),
            Map.entry("com.hookprobe.qsecbit.response", Set.of("com.hookprobe.qsecbit.metric")),
            Map.entry("com.hookprobe.qsecbit.federation", Set.of("com.hookprobe.qsecbit.metric")),
            Map.entry(
                    "com.hookprobe.qsecbit.federation.sim",
                    Set.of("com.hookprobe.qsecbit.metric", "com.hookprobe.qsecbit.federation", "com.hookprobe.sim")),
            Map.entry(
                    "com.hookprobe.qsecbit.federation.tool",
                    Set.of(
                            "com.hookprobe.qsecbit.metric",
                            "com.hookprobe.qsecbit.detection",
                            "com.hookprobe.qsecbit.federation")),
            Map.entry(
                    "com.hookprobe.qsecbit.correlation",
                    Set.of("com.hookprobe.qsecbit.federation", "com.hookprobe.qsecbit.metric")),
            Map.entry(
                    "com.hookprobe.qsecbit.correlation.kafka",
                    Set.of("com.hookprobe.qsecbit.correlation", "com.hookprobe.qsecbit.federation")),
            Map.entry(
                    "com.hookprobe.qsecbit.model",
                    Set.of("com.hookprobe.qsecbit.metric", "com.hookprobe.qsecbit.detection")),
            Map.entry(
                    "com.hookprobe.qsecbit.learning",
                    Set.of(
                            "com.hookprobe.qsecbit.metric",
                            "com.hookprobe.qsecbit.model",
                            "com.hookprobe.qsecbit.federation")),
            Map.entry(
                    "com.hookprobe.qsecbit.tool",
                    Set.of(
                            "com.hookprobe.qsecbit.metric",
                            "com.hookprobe.qsecbit.detection",
                            "com.hookprobe.qsecbit.model")));

    static Set<String> modules() {
        return MAY_IMPORT.keySet();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void importsOnlyWhatTheArchitectureAllows(String module) {
        Set<String> allowed = MAY_IMPORT.get(module);
        DescribedPredicate<JavaClass> forbidden = describe("of ours, outside " + module + " and " + allowed, target -> {
            String home = moduleOf(target);
            return !home.isEmpty() && !home.equals(module) && !allowed.contains(home);
        });
        noClasses()
                .that(describe("in " + module, c -> moduleOf(c).equals(module)))
                .should()
                .dependOnClassesThat(forbidden)
                .check(OURS);
    }

    @Test
    void nobodyImportsATierAndATierImportsTheRuntimeOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("com.hookprobe.tier..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.hookprobe.tier..")
                .check(OURS);
        noClasses()
                .that()
                .resideInAPackage("com.hookprobe.tier..")
                .should()
                .dependOnClassesThat(describe(
                        "of ours, outside node-runtime (the tier's name aside)",
                        c -> c.getPackageName().startsWith("com.hookprobe")
                                && !c.getPackageName().startsWith("com.hookprobe.node")
                                && !c.getPackageName().startsWith("com.hookprobe.tier")
                                && !c.getName().equals("com.hookprobe.identity.Tier")))
                .check(OURS);
        assertThat(OURS.stream()
                        .filter(c -> c.getPackageName().startsWith("com.hookprobe.tier"))
                        .count())
                .isGreaterThanOrEqualTo(5);
    }

    @Test
    void everyModuleIsSeen() {
        for (String module : modules()) {
            assertThat(OURS.stream().filter(c -> moduleOf(c).equals(module)).count())
                    .as(module)
                    .isPositive();
        }
    }

    @Test
    void coresKnowNoClockThreadSocketFileOrRandomness() {
        List<String> packages =
                List.of("java.nio.channels", "java.nio.file", "java.util.concurrent", "java.util.logging", "org.slf4j");
        Set<String> types = Set.of(
                "java.lang.Thread",
                "java.lang.ProcessBuilder",
                "java.io.File",
                "java.io.FileInputStream",
                "java.io.FileOutputStream",
                "java.io.RandomAccessFile",
                "java.net.Socket",
                "java.net.ServerSocket",
                "java.net.DatagramSocket",
                "java.net.DatagramPacket",
                "java.security.SecureRandom",
                "java.util.Random",
                "java.util.SplittableRandom",
                "java.util.Timer",
                "java.time.Clock");
        DescribedPredicate<JavaClass> impure = describe(
                "clocks, threads, sockets, files, randomness or loggers",
                c -> types.contains(c.getName())
                        || packages.stream()
                                .anyMatch(p -> c.getPackageName().equals(p)
                                        || c.getPackageName().startsWith(p + ".")));
        noClasses().that(inCore()).should().dependOnClassesThat(impure).check(OURS);
        noClasses().that(inCore()).should().callMethod(System.class, "nanoTime").check(OURS);
        noClasses()
                .that(inCore())
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .check(OURS);
        noClasses()
                .that(inCore())
                .should()
                .callMethod(java.time.Instant.class, "now")
                .check(OURS);
        noClasses()
                .that(inCore())
                .should()
                .callMethod(java.util.UUID.class, "randomUUID")
                .check(OURS);
        noClasses().that(inCore()).should().callMethod(Math.class, "random").check(OURS);
    }

    @Test
    void thereAreCoresToCheck() {
        assertThat(OURS.stream()
                        .filter(inCore())
                        .map(ImportDirectionTest::moduleOf)
                        .distinct())
                .contains(
                        "com.hookprobe.htp",
                        "com.hookprobe.htp.file",
                        "com.hookprobe.dsm.ledger",
                        "com.hookprobe.dsm.consensus",
                        "com.hookprobe.qsecbit.federation",
                        "com.hookprobe.qsecbit.correlation");
    }

    @Test
    void witnessVerificationIsPureToo() {
        assertThat(OURS.stream()
                        .filter(inCore())
                        .filter(c -> c.getPackageName().equals(WITNESS))
                        .count())
                .isGreaterThan(5);
    }

    /** A package named {@code core}; NEURO's arithmetic and evolution, and witness verification, are pure as a whole. */
    private static DescribedPredicate<JavaClass> inCore() {
        return describe(
                "in a protocol core",
                c -> c.getPackageName().endsWith(".core")
                        || c.getPackageName().contains(".core.")
                        || c.getPackageName().equals("com.hookprobe.fixedpoint")
                        || c.getPackageName().equals("com.hookprobe.neuro")
                        || c.getPackageName().equals(WITNESS));
    }

    private static String moduleOf(JavaClass type) {
        String name = type.getPackageName();
        return MAY_IMPORT.keySet().stream()
                .filter(root -> name.equals(root) || name.startsWith(root + "."))
                .max(java.util.Comparator.comparingInt(String::length))
                .orElse(name.startsWith("com.hookprobe") ? "com.hookprobe (tiers)" : "");
    }
}
