package com.hookprobe.demo.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The soak from the packaged jars, for as long as {@code -Psoak} says. Its progress goes to standard output. */
@EnabledIfSystemProperty(named = "soak.minutes", matches = "[0-9]+")
class SoakIT {
    private static final Path TIERS = Path.of("..").toAbsolutePath().normalize();

    private static Process soak(String... args) throws IOException {
        Path target = TIERS.resolve("mesh-demo").resolve("target");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                target.resolve("hookprobe-demo.jar") + java.io.File.pathSeparator + target.resolve("lib") + "/*",
                "com.hookprobe.demo.soak.SoakMain",
                "--tiers",
                TIERS.toString());
        return new ProcessBuilder(
                        Stream.concat(command.stream(), Stream.of(args)).collect(Collectors.toList()))
                .inheritIO()
                .start();
    }

    @Test
    void whatMustHoldHolds() throws Exception {
        int minutes = Integer.getInteger("soak.minutes");
        String seed = System.getProperty("soak.seed", "");
        Process process = seed.isEmpty()
                ? soak("--minutes", Integer.toString(minutes))
                : soak("--minutes", Integer.toString(minutes), "--seed", seed);
        // Standing, settling and reading ledgers come on top.
        assertThat(process.waitFor(minutes + 60L, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as("see its output for seed and violation")
                .isZero();
    }
}
