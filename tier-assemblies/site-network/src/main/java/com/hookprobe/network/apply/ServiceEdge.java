package com.hookprobe.network.apply;

import com.hookprobe.network.core.State.ServiceState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Programs that keep running: units of systemd where that runs, else processes that put themselves into the background. */
final class ServiceEdge {
    private static final long STOP_S = 5;

    private final boolean systemd;
    private final Commands commands;

    ServiceEdge(boolean systemd, Commands commands) {
        this.systemd = systemd;
        this.commands = commands;
    }

    ServiceState capture(ServiceState service) throws IOException {
        return service.running(runs(service));
    }

    private boolean runs(ServiceState service) throws IOException {
        if (systemd) {
            return commands.attempt("", List.of("systemctl", "is-active", "--quiet", unit(service)))
                            .exit()
                    == 0;
        }
        return process(service).isPresent();
    }

    void carry(ServiceState wanted) throws IOException {
        if (runs(wanted) == wanted.running()) {
            return;
        }
        if (systemd) {
            commands.run("systemctl", wanted.running() ? "start" : "stop", unit(wanted));
        } else if (wanted.running()) {
            commands.feed("", wanted.command());
        } else {
            stop(wanted);
        }
    }

    private static String unit(ServiceState service) {
        return "hookprobe-" + service.name() + ".service";
    }

    /** The process that the file names, when it is that program: a number may have gone to another one. */
    private static Optional<ProcessHandle> process(ServiceState service) throws IOException {
        Path file = Path.of(service.pidFile());
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        if (!text.matches("[1-9][0-9]{0,9}")) {
            return Optional.empty();
        }
        Path line = Path.of("/proc", text, "cmdline");
        if (!Files.exists(line)
                || !new String(Files.readAllBytes(line), StandardCharsets.UTF_8)
                        .contains(service.command().get(0))) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(text)).filter(ProcessHandle::isAlive);
    }

    private void stop(ServiceState service) throws IOException {
        Optional<ProcessHandle> process = process(service);
        if (process.isPresent()) {
            if (service.command().get(0).equals("dhcpcd")) {
                // Told to end it may leave its address behind; told to release, it does not.
                commands.run(
                        "dhcpcd",
                        "-4",
                        "-k",
                        service.command().get(service.command().size() - 1));
            } else {
                process.get().destroy();
            }
            if (!ended(process.get())) {
                process.get().destroyForcibly();
                if (!ended(process.get())) {
                    throw new IOException(service.name() + " does not end; its process is "
                            + process.get().pid());
                }
            }
        }
        Files.deleteIfExists(Path.of(service.pidFile()));
    }

    private static boolean ended(ProcessHandle process) throws IOException {
        try {
            process.onExit().get(STOP_S, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IOException("waiting for process " + process.pid() + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while process " + process.pid() + " ended", e);
        }
    }
}
