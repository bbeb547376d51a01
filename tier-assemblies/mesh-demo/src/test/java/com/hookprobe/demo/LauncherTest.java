package com.hookprobe.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./hookprobe}: each word that it names starts a program that some module builds. Java and Maven are stood in for. */
class LauncherTest {
    private static final Pattern WORDS = Pattern.compile("^  ([a-z][a-z-]*(?:, [a-z-]+)*,?)(?: |$)", Pattern.MULTILINE);
    private static final Pattern JAR = Pattern.compile("/([^/ ]+(?:/[^/ ]+)*)/target/hookprobe-([a-z-]+)\\.jar");

    @TempDir
    Path folder;

    private final Path root = Path.of("../..").toAbsolutePath().normalize();

    private record Run(int code, String out) {}

    @BeforeEach
    void copy() throws IOException {
        Files.copy(root.resolve("hookprobe"), folder.resolve("hookprobe"));
        Path bin = Files.createDirectory(folder.resolve("bin"));
        program(
                bin.resolve("java"),
                "case \"$*\" in *-XshowSettings*) echo '    java.specification.version = 17' ;; *) echo \"started $*\" ;; esac");
        program(bin.resolve("mvn"), "exit 0");
    }

    private static void program(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Run run(String... words) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("bash", folder.resolve("hookprobe").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().remove("JAVA_HOME");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), out);
    }

    /** The commands that a usage text names, some of which stand together on a line. */
    private static TreeSet<String> words(String usage) {
        TreeSet<String> words = new TreeSet<>();
        Matcher line = WORDS.matcher(usage);
        while (line.find()) {
            Stream.of(line.group(1).split(",")).map(String::strip).forEach(words::add);
        }
        words.remove("build");
        words.remove("");
        return words;
    }

    private void starts(String... words) throws Exception {
        Run run = run(Stream.concat(Stream.of(words), Stream.of("--help")).toArray(String[]::new));
        assertThat(run.code()).as("%s: %s", String.join(" ", words), run.out()).isZero();
        Matcher jar = JAR.matcher(run.out().replace(folder.toString(), "").replace("/./", "/"));
        assertThat(jar.find())
                .as("%s starts a program: %s", String.join(" ", words), run.out())
                .isTrue();
        assertThat(Files.readString(root.resolve(jar.group(1)).resolve("pom.xml")))
                .as("the module %s builds it", jar.group(1))
                .contains("<finalName>hookprobe-" + jar.group(2) + "</finalName>");
        assertThat(run.out()).contains("--help");
    }

    @Test
    void eachWordOfTheUsageStartsAProgram() throws Exception {
        TreeSet<String> words = words(run("--help").out());
        assertThat(words).contains("demo", "detect", "enrolment-token", "federation", "file", "learning", "tenant");
        for (String word : words) {
            if (!word.equals("federation")) {
                starts(word);
            }
        }
        starts("dsm", "sim");
        starts("explain", "decision");
    }

    @Test
    void eachWordOfTheFederationStartsAProgram() throws Exception {
        Run usage = run("federation", "--help");
        assertThat(usage.code()).isZero();
        TreeSet<String> words = words(usage.out());
        assertThat(words).contains("replay", "bench", "sim", "pardon");
        for (String word : words) {
            starts("federation", word);
        }
    }

    @Test
    void whatIsNoCommandIsRefusedByName() throws Exception {
        Run wrong = run("detct");
        assertThat(wrong.code()).isEqualTo(64);
        assertThat(wrong.out()).contains("unknown command 'detct'", "--help");
    }
}
