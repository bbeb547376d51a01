package com.hookprobe.dsm.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks {@code docs/models/dsm/simplex.pml} with spin. Only in the profile {@code spin}: {@code mvn -B -Pspin -pl dsm-sim -am verify
 * -Dtest=SpinModelTest -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Tag("spin")
class SpinModelTest {
    private static final Path MODEL =
            Path.of("../docs/models/dsm/simplex.pml").toAbsolutePath().normalize();
    private static final Pattern ERRORS = Pattern.compile("errors: (\\d+)");
    private static final Pattern STATES = Pattern.compile("(\\d+) states, stored");

    @TempDir
    Path folder;

    @Test
    void agreementHoldsInThreeViews() throws Exception {
        assertThat(check()).matches(Verdict::holds).matches(verdict -> verdict.states() > 1_000_000);
    }

    @Test
    void aDecisionComesOnceTheNetworkIsTimely() throws Exception {
        assertThat(check("-DPROGRESS")).matches(Verdict::holds).matches(verdict -> verdict.states() > 1_000);
    }

    @Test
    void eachRuleThatIsTakenOutGivesACounterexample() throws Exception {
        for (String rule : List.of("-DNO_EXCLUSION", "-DNO_SKIP_CHECK", "-DNO_VALUE_RULE", "-DTWO_NOTARIZE")) {
            assertThat(check(rule)).as(rule).matches(Verdict::breaks);
        }
    }

    @Test
    void withoutTimersOrHandingOnARunEndsUndecided() throws Exception {
        for (String rule : List.of("-DNO_TIMER", "-DNO_HANDING_ON")) {
            assertThat(check("-DPROGRESS", rule)).as(rule).matches(Verdict::breaks);
        }
    }

    private record Verdict(long errors, long states, String text) {
        boolean holds() {
            return errors == 0 && !text.contains("max search depth too small") && !text.contains("out of memory");
        }

        boolean breaks() {
            return errors > 0 && text.contains("assertion violated");
        }
    }

    private Verdict check(String... rules) throws Exception {
        List<String> spin = new ArrayList<>(List.of("spin"));
        spin.addAll(List.of(rules));
        spin.addAll(List.of("-a", MODEL.toString()));
        run(spin);
        run(List.of("gcc", "-O2", "-DSAFETY", "-o", "pan", "pan.c"));
        String text = run(List.of("./pan", "-m1000"));
        Matcher errors = ERRORS.matcher(text);
        Matcher states = STATES.matcher(text);
        assertThat(errors.find() && states.find())
                .as("a verdict of spin: %s", text)
                .isTrue();
        return new Verdict(Long.parseLong(errors.group(1)), Long.parseLong(states.group(1)), text);
    }

    private String run(List<String> command) throws Exception {
        Path output = folder.resolve("output.txt");
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new AssertionError(
                    "the profile 'spin' needs " + command.get(0)
                            + ", which does not start. Install spin 6.5 and gcc (apt-get install spin gcc),"
                            + " or build without -Pspin.",
                    e);
        }
        assertThat(process.waitFor(30, TimeUnit.MINUTES))
                .as("%s ends in time", command)
                .isTrue();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as("%s: %s", command, text).isZero();
        return text;
    }
}
