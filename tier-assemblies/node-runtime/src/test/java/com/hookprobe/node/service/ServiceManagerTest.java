package com.hookprobe.node.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hookprobe.node.log.EventLog;
import io.netty.channel.epoll.Epoll;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceManagerTest {
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final EventLog log = new EventLog("guardian-1", "guardian", EventLog.Format.TEXT, logged);
    private final List<String> sent = new ArrayList<>();

    @TempDir
    Path folder;

    private ServiceManager manager(Duration watchdog) {
        return new ServiceManager(
                new ServiceManager.Wire() {
                    @Override
                    public void send(String message) {
                        sent.add(message);
                    }

                    @Override
                    public void close() {
                        sent.add("closed");
                    }
                },
                watchdog,
                log);
    }

    @Test
    void withoutASocketNothingHappens() {
        try (ServiceManager nobody = ServiceManager.of(Map.of("WATCHDOG_USEC", "1000000"), log)) {
            assertThat(nobody.present()).isFalse();
            nobody.ready("up");
            nobody.alive("up");
            nobody.stopping();
        }
        assertThat(logged.size()).isZero();
    }

    @Test
    void aStatusIsToldWhenItIsAnotherAndASignOfLifeEachTime() {
        try (ServiceManager manager = manager(Duration.ofSeconds(30))) {
            manager.ready("0 sessions");
            manager.alive("0 sessions");
            manager.alive("1 session\nREADY=1");
            manager.stopping();
        }
        assertThat(sent)
                .containsExactly(
                        "READY=1\nSTATUS=0 sessions",
                        "WATCHDOG=1",
                        "WATCHDOG=1\nSTATUS=1 session READY=1",
                        "STOPPING=1\nSTATUS=stopping",
                        "closed");
    }

    @Test
    void withoutAWatchdogOnlyNewsAreTold() {
        try (ServiceManager manager = manager(null)) {
            manager.ready("0 sessions");
            manager.alive("0 sessions");
            manager.alive("1 session");
            assertThat(manager.period()).isEqualTo(Duration.ofSeconds(10));
        }
        assertThat(sent).containsExactly("READY=1\nSTATUS=0 sessions", "STATUS=1 session", "closed");
    }

    @Test
    void threeSignsOfLifeFallIntoTheTimeOfTheWatchdog() {
        try (ServiceManager manager = manager(Duration.ofSeconds(6));
                ServiceManager slow = manager(Duration.ofMinutes(10))) {
            assertThat(manager.period()).isEqualTo(Duration.ofSeconds(2));
            assertThat(slow.period()).isEqualTo(Duration.ofSeconds(10));
        }
    }

    @Test
    void theWatchdogOfAnotherProcessIsNotOurs() {
        assertThat(ServiceManager.watchdog(Map.of("WATCHDOG_USEC", "3000000"), 7))
                .isEqualTo(Duration.ofSeconds(3));
        assertThat(ServiceManager.watchdog(Map.of("WATCHDOG_USEC", "3000000", "WATCHDOG_PID", "7"), 7))
                .isEqualTo(Duration.ofSeconds(3));
        assertThat(ServiceManager.watchdog(Map.of("WATCHDOG_USEC", "3000000", "WATCHDOG_PID", "8"), 7))
                .isNull();
        for (String wrong : List.of("", "0", "-1", "soon", "1234567890123456789012")) {
            assertThat(ServiceManager.watchdog(Map.of("WATCHDOG_USEC", wrong), 7))
                    .as(wrong)
                    .isNull();
        }
    }

    @Test
    void aServiceManagerThatIsNotThereIsLoggedOnceAndStopsNothing() {
        assumeTrue(Epoll.isAvailable());
        Map<String, String> environment =
                Map.of("NOTIFY_SOCKET", folder.resolve("nobody").toString(), "WATCHDOG_USEC", "1000000");
        try (ServiceManager manager = ServiceManager.of(environment, log)) {
            manager.ready("up");
            manager.alive("up");
        }
        assertThat(logged.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .contains("service_manager_not_told");
    }

    @Test
    void anAddressThatIsNoneIsLogged() {
        try (ServiceManager manager = ServiceManager.of(Map.of("NOTIFY_SOCKET", "vsock:2:7"), log)) {
            assertThat(manager.present()).isFalse();
        }
        assertThat(logged.toString(StandardCharsets.UTF_8)).contains("expected an absolute path or @NAME");
    }

    /** The other side is no code of ours: Python's socket, bound to a path or to an abstract name. */
    @ParameterizedTest
    @ValueSource(strings = {"path", "abstract"})
    void aRealDatagramSocketHearsIt(String kind) throws Exception {
        assumeTrue(Epoll.isAvailable());
        String name = kind.equals("path")
                ? folder.resolve("notify").toString()
                : "@hookprobe-test-" + ProcessHandle.current().pid();
        Process other = python(name);
        try (BufferedReader heard =
                new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(heard.readLine()).isEqualTo("bound");
            Map<String, String> environment = Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "1000000");
            try (ServiceManager manager = ServiceManager.of(environment, log)) {
                manager.ready("up");
                manager.alive("up");
                manager.stopping();
            }
            assertThat(heard.lines()).containsExactly("READY=1|STATUS=up", "WATCHDOG=1", "STOPPING=1|STATUS=stopping");
        } finally {
            other.destroyForcibly();
        }
    }

    private static Process python(String name) throws IOException {
        String program = """
                import socket, sys
                s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                s.settimeout(60)
                s.bind(sys.argv[1].replace('@', chr(0), 1) if sys.argv[1][0] == '@' else sys.argv[1])
                print('bound', flush=True)
                for i in range(3):
                    print(s.recv(4096).decode().replace(chr(10), '|'), flush=True)
                """;
        try {
            return new ProcessBuilder("python3", "-c", program, name)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "no python3 here to be the other side");
            throw e;
        }
    }
}
