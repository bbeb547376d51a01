package com.hookprobe.qsecbit.correlation;

import java.io.IOException;
import java.nio.file.Path;

/** Another process that tries to take a folder. */
final class FolderTaker {
    static final int TAKEN = 3;
    static final int IN_USE = 4;

    private FolderTaker() {}

    /** What it came to. */
    static int run(Path folder) throws IOException, InterruptedException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FolderTaker.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
    }

    public static void main(String[] args) throws IOException {
        try (FolderDisk disk = FolderDisk.open(Path.of(args[0]))) {
            System.exit(disk.list().isEmpty() ? 1 : TAKEN);
        } catch (CorrelationException e) {
            System.exit(IN_USE);
        }
    }
}
