package com.hookprobe.htp.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sixteen transfers at once, each way, of four times more bytes than the heap has: a JVM with 64 MB that holds both ends.
 * What the server's machine holds is counted in MachinesTest.sixteenTransfersHoldTheirWindowsAndNoMore.
 */
@Timeout(120)
class StreamingTest {
    @TempDir
    Path temp;

    @Test
    void sixteenTransfersAtOnceFitInto64MegabytesOfHeap() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StreamingMain.class.getName(),
                        temp.toString(),
                        "16",
                        "16")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(said).contains("heap 64 MiB").contains("moved 512 MiB");
    }
}
