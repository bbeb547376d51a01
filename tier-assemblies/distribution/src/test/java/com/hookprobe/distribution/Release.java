package com.hookprobe.distribution;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What the build has packed, and the programs that try it. */
final class Release {
    static final Path MODULE = Path.of("").toAbsolutePath();
    static final Path FOLDER = MODULE.resolve("target/release");
    static final Path JARS = MODULE.resolve("target/jars");
    static final Path TEMPLATES = MODULE.resolve("src/main/dist");
    static final String VERSION = System.getProperty("hookprobe.version", "0.1.0-SNAPSHOT");
    static final String TIME = System.getProperty("hookprobe.timestamp", "2026-11-23T00:00:00Z");
    private static final long PATIENCE_S = 300;

    private Release() {}

    record Ran(int code, String out) {}

    static Path archive(String tier) {
        return FOLDER.resolve("hookprobe-" + tier + "-" + VERSION + ".tar.gz");
    }

    static Path deb(String tier) {
        return FOLDER.resolve("hookprobe-" + tier + "_" + VERSION.replace("-", "~") + "_all.deb");
    }

    static Ran run(Map<String, String> environment, List<String> command) throws IOException, InterruptedException {
        File out = Files.createTempFile("hookprobe-it", ".out").toFile();
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().putAll(environment);
            Process process = builder.redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(out)
                    .start();
            if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("not done in " + PATIENCE_S + " s: " + command);
            }
            return new Ran(process.exitValue(), Files.readString(out.toPath(), StandardCharsets.UTF_8));
        } finally {
            Files.delete(out.toPath());
        }
    }

    static Ran run(String... command) throws IOException, InterruptedException {
        return run(Map.of(), List.of(command));
    }

    static Ran install(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(FOLDER.resolve("install.sh").toString()));
        command.addAll(List.of(arguments));
        return run(environment, command);
    }

    static boolean has(String program) {
        for (String folder : (System.getenv("PATH") + ":/usr/sbin:/sbin").split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
