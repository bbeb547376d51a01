package com.hookprobe.qsecbit.detection.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TcpdumpCaptureTest {
    private static Path script(Path dir, String text) throws IOException {
        Path script = Files.writeString(dir.resolve("capture"), "#!/bin/sh\n" + text + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void argumentsAndPackets(@TempDir Path dir) throws IOException {
        Path said = dir.resolve("arguments");
        Path script = script(
                dir,
                "echo \"$@\" > " + said + "\n"
                        + "printf '\\324\\303\\262\\241\\002\\000\\004\\000\\0\\0\\0\\0\\0\\0\\0\\0\\377\\377\\0\\0\\001\\0\\0\\0'\n"
                        + "printf '\\001\\0\\0\\0\\002\\0\\0\\0\\001\\0\\0\\0\\001\\0\\0\\0x'\nexec sleep 600");
        try (TcpdumpCapture capture = TcpdumpCapture.start(script.toString(), "eth0", 256, "not port 22")) {
            assertThat(capture.reader().next()).isTrue();
            assertThat(capture.reader().timeMicros()).isEqualTo(1_000_002);
            assertThat(capture.isRunning()).isTrue();
            assertThat(said).hasContent("-i eth0 -U -n -w - -s 256 -- not port 22");
            capture.close();
            assertThat(capture.isRunning()).isFalse();
            assertThat(capture.reader().next()).isFalse();
        }
    }

    @Test
    void whatItSaysIsInTheMessage(@TempDir Path dir) throws IOException {
        Path script = script(dir, "echo 'no permission to capture' >&2; exit 1");
        assertThatThrownBy(() -> TcpdumpCapture.start(script.toString(), "eth0", 256, ""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no permission to capture");
        assertThatThrownBy(() -> TcpdumpCapture.start(script.toString(), "-w", 256, ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TcpdumpCapture.start(script.toString(), "eth0", 1, ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Timeout(60)
    void whatTheKernelDropsIsTold(@TempDir Path dir) throws Exception {
        Path script = script(
                dir,
                "trap 'echo 7 packets captured, 9 packets received by filter, 1 packet dropped by interface, 41 packets"
                        + " dropped by kernel >&2' USR1\n"
                        + "printf '\\324\\303\\262\\241\\002\\000\\004\\000\\0\\0\\0\\0\\0\\0\\0\\0\\377\\377\\0\\0\\001\\0\\0\\0'\n"
                        + "while :; do sleep 0.05; done");
        try (TcpdumpCapture capture = TcpdumpCapture.start(script.toString(), "eth0", 256, "")) {
            assertThat(capture.dropped()).isZero();
            capture.count();
            while (capture.dropped() == 0) {
                Thread.onSpinWait();
            }
            assertThat(capture.dropped()).isEqualTo(42);
        }
    }

    @Test
    void aRealOneAtTheLoopback() throws Exception {
        TcpdumpCapture started;
        try {
            started = TcpdumpCapture.start("tcpdump", "lo", 256, "udp and port 40999");
        } catch (IOException e) {
            System.err.println("SKIPPED: tcpdump cannot capture here: " + e.getMessage());
            assumeThat(e).as("tcpdump is installed and permitted").isNull();
            return;
        }
        try (TcpdumpCapture capture = started;
                DatagramSocket socket = new DatagramSocket()) {
            Thread sender = new Thread(() -> send(socket, capture));
            sender.start();
            if (!capture.reader().next()) {
                System.err.println("SKIPPED: tcpdump cannot go on here: " + capture.said());
                assumeThat(capture.isRunning()).isTrue();
            }
            assertThat(capture.reader().length()).isGreaterThan(28);
            capture.close();
            sender.join(TimeUnit.SECONDS.toMillis(10));
        }
    }

    private static void send(DatagramSocket socket, TcpdumpCapture capture) {
        try {
            byte[] hello = {1, 2, 3};
            DatagramPacket packet = new DatagramPacket(hello, 3, InetAddress.getLoopbackAddress(), 40_999);
            for (int i = 0; i < 1_000_000 && capture.isRunning(); i++) {
                socket.send(packet);
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
