package com.hookprobe.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a built jar of this project as a user would, with its output in files. */
final class Launched {
    private static final Path TIERS = Path.of("").toAbsolutePath().getParent();

    /** What came of it. */
    record Result(int exitCode, String out, String err) {}

    private Launched() {}

    static Path tiers() {
        return TIERS;
    }

    static Process start(String module, Path folder, Map<String, String> environment, List<String> args)
            throws IOException {
        String name = module.equals("mesh-demo") ? "demo" : module;
        Path jar = TIERS.resolve(module).resolve("target").resolve("hookprobe-" + name + ".jar");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                jar.toString()));
        command.addAll(args);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out.txt").toFile())
                .redirectError(folder.resolve("err.txt").toFile());
        builder.environment().remove("HOOKPROBE_PASSPHRASE");
        builder.environment().putAll(environment);
        return builder.start();
    }

    static Result run(String module, Path folder, Map<String, String> environment, List<String> args)
            throws IOException, InterruptedException {
        return await(start(module, folder, environment, args), folder, 150);
    }

    static Result await(Process process, Path folder, int seconds) throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new IllegalStateException(
                    "still running after " + seconds + " s: " + Files.readString(folder.resolve("err.txt")));
        }
        return new Result(
                process.exitValue(),
                Files.readString(folder.resolve("out.txt"), StandardCharsets.UTF_8),
                Files.readString(folder.resolve("err.txt"), StandardCharsets.UTF_8));
    }
}
