package com.hookprobe.qsecbit.response;

import static com.hookprobe.qsecbit.response.Samples.NOW;
import static com.hookprobe.qsecbit.response.Samples.SECOND;
import static com.hookprobe.qsecbit.response.Samples.allowlist;
import static com.hookprobe.qsecbit.response.Samples.at;
import static com.hookprobe.qsecbit.response.Samples.block;
import static com.hookprobe.qsecbit.response.Samples.decision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** RESPONSE 6.3. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class QuarantineHookTest {
    private static final String MAC = "02:00:00:00:00:07";

    @TempDir
    Path folder;

    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());

    private Path program(String script) throws IOException {
        Path program = folder.resolve("hook");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program;
    }

    private QuarantineHook hook(Path program, Duration timeout) {
        return new QuarantineHook(
                new DryRunEnforcer(), program, timeout, folder, (who, why) -> failures.add(who + ": " + why));
    }

    @Test
    void isCalledOnceForEachWayAndForNothingElse() throws IOException {
        Path calls = folder.resolve("calls");
        Path program = program("echo \"$# $*\" >> " + calls + "; [ -z \"$HOME$USER$LANG\" ] || echo leak >> " + calls);
        QuarantineHook hook = hook(program, Duration.ofSeconds(10));
        Response response = new Response(allowlist(), hook);
        response.restore(List.of(), NOW);
        response.apply(decision(MAC, Action.QUARANTINE, 3600, Origin.OPERATOR, NOW), NOW);
        response.apply(decision(MAC, Action.QUARANTINE, 7200, Origin.OPERATOR, NOW), NOW);
        response.apply(decision("192.0.2.9", Action.QUARANTINE, 60, Origin.OPERATOR, NOW), NOW);
        response.apply(block("203.0.113.7"), NOW);
        response.expire(NOW + 60 * SECOND);
        response.undo(at(MAC), NOW + 61 * SECOND);
        hook.close();
        assertThat(Files.readAllLines(calls))
                .containsExactly(
                        "3 quarantine mac " + MAC,
                        "3 quarantine ip 192.0.2.9",
                        "3 release ip 192.0.2.9",
                        "3 release mac " + MAC);
        assertThat(failures).isEmpty();
    }

    @Test
    void aProgramThatFailsOrHangsIsToldAndStopsNothing() throws IOException {
        QuarantineHook failing = hook(program("echo no such port; exit 3"), Duration.ofSeconds(10));
        assertThat(new Response(allowlist(), failing)
                        .apply(decision(MAC, Action.QUARANTINE, 60, Origin.OPERATOR, NOW), NOW))
                .isEqualTo(Outcome.ENFORCED);
        failing.close();
        assertThat(failures).singleElement().asString().contains(MAC, "exit code 3", "no such port");
        failures.clear();
        QuarantineHook hanging = hook(program("exec sleep 60"), Duration.ofMillis(50));
        new Response(allowlist(), hanging).apply(decision(MAC, Action.QUARANTINE, 60, Origin.OPERATOR, NOW), NOW);
        hanging.close();
        assertThat(failures).singleElement().asString().contains("did not end within 50 ms");
    }

    @Test
    void refusesWhatIsNoAbsoluteProgram() throws IOException {
        Path text = folder.resolve("text");
        Files.writeString(text, "no program");
        Files.setPosixFilePermissions(text, PosixFilePermissions.fromString("rw-------"));
        for (Path bad : List.of(Path.of("hook"), folder, text, folder.resolve("none"))) {
            assertThatThrownBy(() -> hook(bad, Duration.ofSeconds(1)))
                    .as(bad.toString())
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
