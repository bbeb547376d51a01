package com.hookprobe.demo;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hookprobe demo}. Exit codes: 0 the mesh did its job, 1 it did not, 2 bad usage or it could not start. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts a whole mesh on this machine: 4 sentinels, 1 MSSP, 1 nexus, 2 guardians, 1 fortress, each a process",
            "of its own with real UDP between them; plays a sensor recording into one guardian; shows what happens.",
            "Exit code 0 only if the mesh did its job."
        })
public final class DemoMain implements Callable<Integer> {
    private static final int SECONDS_MIN = 25;

    @Mixin
    private final DemoOptions options = new DemoOptions();

    private DemoMain() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new DemoMain())
                .setExecutionExceptionHandler((exception, line, parsed) -> refuse(exception.toString()))
                .execute(args));
    }

    @Override
    public Integer call() throws Exception {
        PrintStream out =
                new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);
        if (options.seconds < SECONDS_MIN || options.seconds > 3600) {
            return refuse("--seconds expects " + SECONDS_MIN + " to 3600; found " + options.seconds);
        }
        if (!options.store.equals("rocksdb") && !options.store.equals("segments")) {
            return refuse("--store expects rocksdb or segments; found " + options.store);
        }
        if (options.confirm < 1 || options.confirm > 3) {
            return refuse("--confirm expects 1 to 3; found " + options.confirm);
        }
        if (options.eve != null && !(Files.isRegularFile(options.eve) && Files.isReadable(options.eve))) {
            return refuse("--eve expects a readable file; found none at " + options.eve);
        }
        try (Demo demo = new Demo(options, new Timeline(out, options.json, System.nanoTime()))) {
            Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "demo-shutdown"));
            return demo.run() ? 0 : 1;
        } catch (DemoFailedException e) {
            return refuse(String.valueOf(e.getMessage()));
        }
    }

    private static int refuse(String why) {
        System.err.println("hookprobe demo: " + why);
        return 2;
    }
}
