package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.fixedpoint.LayerKernels;
import com.hookprobe.neuro.selftest.SelfTest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The command {@code neuro selftest}; that the cases are right is the matter of neuro-core. */
class NeuroSelfTestCommandTest {
    @Test
    void everyCaseThatIsNotSlowIsEqual() {
        try (NeuroConsole console = new NeuroConsole()) {
            int exit = console.run("neuro", "selftest", "--fast");
            assertThat(exit).as(console.out() + console.err()).isZero();
            assertThat(console.out())
                    .contains("kernels: " + LayerKernels.best().name() + ", " + LayerKernels.reason())
                    .contains("java: " + System.getProperty("java.version"))
                    .contains("all equal; the slow ones were left out")
                    .doesNotContain("WRONG neuro")
                    .doesNotContain("neuro-v2.txt wrap");
            assertThat(console.out().lines().filter(line -> line.matches("equal neuro-v1.txt .*: [0-9a-f]{128}")))
                    .isNotEmpty();
        }
    }

    @Test
    void jsonIsOneObjectALineAndSumsUp() throws Exception {
        try (NeuroConsole console = new NeuroConsole()) {
            assertThat(console.run("neuro", "selftest", "--fast", "--json")).isZero();
            List<String> lines = console.out().lines().toList();
            ObjectMapper json = new ObjectMapper();
            for (String line : lines.subList(0, lines.size() - 1)) {
                JsonNode result = json.readTree(line);
                assertThat(result.get("passed").asBoolean()).as(line).isTrue();
                assertThat(result.get("reached").asText()).as(line).isNotEmpty();
            }
            JsonNode summary = json.readTree(lines.get(lines.size() - 1));
            assertThat(summary.get("cases").asInt()).isEqualTo(lines.size() - 1).isPositive();
            assertThat(summary.get("failed").asInt()).isZero();
            assertThat(summary.get("slow_cases").asBoolean()).isFalse();
        }
    }

    @Test
    void aDifferenceIsShownWithBothValuesAndFails() {
        SelfTest changed = SelfTest.of(NeuroSelfTestCommandTest::withAnotherFingerprint);
        try (NeuroConsole console = new NeuroConsole()) {
            int exit = new CommandLine(new NeuroSelfTestCommand(changed)).execute("--fast");
            assertThat(exit).isEqualTo(1);
            assertThat(console.out())
                    .containsPattern("WRONG neuro-v1.txt .*: [A-Za-z0-9-]+: expected 0{128}, found [0-9a-f]{128}")
                    .contains("build nothing on this copy");
        }
    }

    private static String withAnotherFingerprint(String file) throws IOException {
        try (InputStream in = SelfTest.class.getResourceAsStream("/com/hookprobe/neuro/vectors/" + file)) {
            String text = new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
            return file.equals("neuro-v1.txt")
                    ? text.replaceFirst("(?m)^([A-Za-z0-9-]+): [0-9a-f]{128}$", "$1: " + "0".repeat(128))
                    : text;
        }
    }

    @Test
    void aGroupWithoutCommandIsWrongUsage() {
        try (NeuroConsole console = new NeuroConsole()) {
            assertThat(console.run("neuro")).isEqualTo(2);
            assertThat(console.err()).contains("a command is needed").contains("selftest");
        }
    }
}
