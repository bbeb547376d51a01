package com.hookprobe.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code second}: parsers and verifiers in Python, written from docs/spec alone, say of every published vector what the file says. */
class SecondImplementationTest {
    private record Run(int code, String out) {}

    private static Run run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), out);
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            return run("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 9))")
                            .code()
                    == 0;
        } catch (IOException none) {
            return false;
        }
    }

    @Test
    @Timeout(300)
    void aSecondImplementationAgrees() throws Exception {
        if (!hasPython()) {
            System.err.println("SKIPPED: the second implementation needs Python 3.9 or newer as python3");
        }
        assumeTrue(hasPython(), "no python3");
        Path root = Path.of("../..").toAbsolutePath().normalize();
        Run run = run("python3", "-B", root.resolve("second/check.py").toString(), root.toString());
        System.out.print(run.out());
        assertThat(run.code()).as(run.out()).isZero();
        for (String page : List.of("neuro.md", "htp.md", "dsm-ledger.md", "dsm-consensus.md")) {
            assertThat(run.out()).containsPattern(page + ".* [1-9][0-9]* checks, 0 wrong");
        }
    }
}
