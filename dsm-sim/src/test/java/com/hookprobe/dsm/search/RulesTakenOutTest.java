package com.hookprobe.dsm.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The search must see what it is for: one rule is taken out of a source file of consensus, the file is compiled, and the search runs
 * on that. Nothing in production is made for this: the other class lies in front of the real one in a class loader of its own.
 */
class RulesTakenOutTest {
    private static final Path SOURCES = Path.of("../dsm-consensus/src/main/java/com/hookprobe/dsm/consensus");

    @TempDir
    Path folder;

    @Test
    void finalizeAfterNullifyLetsAViewBeDecidedAndSkipped() throws Exception {
        assertThat(searchWithout(
                        "core/OwnVotes.java",
                        "case FINALIZE -> !finalized.containsKey(view) && !nullified.contains(view);",
                        "case FINALIZE -> !finalized.containsKey(view);",
                        "1"))
                .startsWith("view 1 is both decided and skipped");
    }

    @Test
    void nullifyAfterFinalizeLetsAViewBeDecidedAndSkippedAfterAPowerCut() throws Exception {
        assertThat(searchWithout(
                        "core/OwnVotes.java",
                        "case NULLIFY -> !nullified.contains(view) && !finalized.containsKey(view);",
                        "case NULLIFY -> !nullified.contains(view);",
                        "1 with power cuts"))
                .startsWith("view 1 is both decided and skipped")
                .contains("RESTART");
    }

    @Test
    void notarizingTwiceLetsAViewHaveTwoValuesAfterAPowerCut() throws Exception {
        assertThat(searchWithout(
                        "core/OwnVotes.java",
                        "case NOTARIZE -> !notarized.containsKey(view);",
                        "case NOTARIZE -> true;",
                        "1 with power cuts"))
                .startsWith("view 1 has two value certificates")
                .contains("RESTART");
    }

    @Test
    void justificationWithoutItsSkipCertificatesContradictsADecision() throws Exception {
        assertThat(searchWithout("Justification.java", "return next == view;", "return true;", "2"))
                .contains("a decision and a later certificate of another value")
                .containsPattern("gets PROPOSE 2 \\w+ because \\[]");
    }

    @Test
    void anotherValueThanTheCertificatesContradictsADecision() throws Exception {
        assertThat(searchWithout(
                        "core/Voting.java",
                        "if (base.isPresent() && !base.get().value().equals(claim.value())) {",
                        "if (claim.view() == 0) {",
                        "2"))
                .contains("a decision and a later certificate of another value")
                .containsPattern("gets PROPOSE 2 [AB] because \\[VC 1 F1]");
    }

    /** The first promise that is broken, and how; empty when none is. */
    private String searchWithout(String file, String rule, String instead, String scope) throws Exception {
        String source = Files.readString(SOURCES.resolve(file));
        assertThat(source.split(Pattern.quote(rule), -1))
                .as("%s must have this line exactly once; when the rule moved, change this test: %s", file, rule)
                .hasSize(2);
        Path changed = folder.resolve(Path.of(file).getFileName());
        Files.writeString(changed, source.replace(rule, instead));
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler).as("this test needs a JDK, not a JRE").isNotNull();
        int errors = compiler.run(
                null,
                null,
                null,
                "-nowarn",
                "-proc:none",
                "-d",
                folder.toString(),
                "-cp",
                classPath,
                changed.toString());
        assertThat(errors).as("compiles").isZero();
        List<URL> urls = new ArrayList<>();
        urls.add(folder.toUri().toURL());
        for (String entry : classPath.split(File.pathSeparator)) {
            urls.add(new File(entry).toURI().toURL());
        }
        return search(urls, scope);
    }

    private static String search(List<URL> urls, String scope) throws IOException, ReflectiveOperationException {
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            Object run = loader.loadClass(SearchRun.class.getName())
                    .getConstructor(String.class)
                    .newInstance(scope);
            assertThat(run.getClass()).as("a class of its own").isNotEqualTo(SearchRun.class);
            return (String) ((Supplier<?>) run).get();
        }
    }

    /** A search that can be started across class loaders: it speaks in strings. */
    public static final class SearchRun implements Supplier<String> {
        private final SearchConfig config;

        /** @param scope number of views, and "with power cuts" */
        public SearchRun(String scope) {
            SearchConfig plain = SearchConfig.of(scope.charAt(0) - '0');
            this.config = scope.endsWith("cuts") ? plain.withRestarts() : plain;
        }

        @Override
        public String get() {
            return ExhaustiveSearch.run(config, (liarLeads, states, open) -> {})
                    .violation()
                    .map(SearchResult.Violation::toString)
                    .orElse("");
        }
    }
}
