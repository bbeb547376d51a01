package com.hookprobe.qsecbit.correlation.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A Java process on this class path that tells how it is going by lines of a word and a number. It dies with its parent's. */
final class Child implements AutoCloseable {
    private final Process process;
    private final Map<String, Long> told = new ConcurrentHashMap<>();
    private final Thread reader;

    private Child(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "child-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    static Child start(Class<?> main, String heap, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                compiler(),
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(Arrays.asList(arguments));
        return new Child(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** A test that runs with the fast compiler only starts such processes; a benchmark has both compilers everywhere. */
    static String compiler() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().contains("-XX:TieredStopAtLevel=1")
                ? "-XX:TieredStopAtLevel=1"
                : "-XX:+TieredCompilation";
    }

    /** The last number told with a word; -1 when there was none. */
    long told(String word) {
        return told.getOrDefault(word, -1L);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until a word was told with such a number. */
    void await(String word, long atLeast, long seconds) throws InterruptedException {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (told(word) < atLeast) {
            if (!process.isAlive() && !reader.isAlive() && told(word) < atLeast) {
                throw new IllegalStateException("a process ended by itself with exit code " + process.exitValue());
            }
            if (System.nanoTime() > endNs) {
                throw new IllegalStateException(
                        "expected " + word + " " + atLeast + " within " + seconds + " s, found " + told(word));
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    /** Processor time so far. */
    double cpuSeconds() {
        return process.info().totalCpuDuration().map(Duration::toMillis).orElse(0L) / 1000.0;
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        // Not Process.destroyForcibly: it would also close the pipe with the last lines in it.
        process.toHandle().destroyForcibly();
        process.waitFor();
        reader.join();
    }

    /** Lets it end by itself: its standard input ends. */
    void end(long seconds) throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new IllegalStateException("a process did not end within " + seconds + " s");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                if (words.length == 2 && words[1].matches("[0-9]{1,18}")) {
                    told.put(words[0], Long.parseLong(words[1]));
                } else {
                    System.err.println(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the child: ends it when its parent is gone or wants it to end. */
    static void endWithParent(Runnable end) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // Nothing is ever said.
                        }
                    } catch (IOException e) {
                        // The parent is gone.
                    }
                    end.run();
                },
                "parent");
        thread.setDaemon(true);
        thread.start();
    }
}
