package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.log.EventLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** In a Java machine of its own, for what is tested ends it. */
class DeadThreadsTest {
    private static final int WENT_ON = 5;

    /** Ends with {@link #WENT_ON} when the death of its thread did not end it before. */
    public static final class Child {
        public static void main(String[] args) throws InterruptedException {
            Thread.setDefaultUncaughtExceptionHandler(
                    new DeadThreads(new EventLog("guardian-1", "guardian", EventLog.Format.JSON, System.out)));
            Thread thread = new Thread(
                    () -> {
                        if (args[0].equals("defect")) {
                            throw new IllegalStateException("a defect");
                        }
                        List<byte[]> all = new ArrayList<>();
                        while (true) {
                            all.add(new byte[1 << 20]);
                        }
                    },
                    "sensors");
            thread.start();
            thread.join();
            System.exit(WENT_ON);
        }
    }

    private record Ended(int code, String out) {}

    private static Ended child(String what) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx16m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        what)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), out);
    }

    @Test
    void withoutMemoryTheProcessEnds() throws Exception {
        assertThat(child("memory").code()).isEqualTo(DeadThreads.OUT_OF_MEMORY);
    }

    @Test
    void anythingElseIsToldAndTheRestGoesOn() throws Exception {
        Ended ended = child("defect");
        assertThat(ended.code()).isEqualTo(WENT_ON);
        assertThat(ended.out()).contains("internal_error", "a defect", "thread sensors");
    }
}
