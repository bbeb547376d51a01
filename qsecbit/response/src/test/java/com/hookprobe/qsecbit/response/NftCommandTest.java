package com.hookprobe.qsecbit.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** RESPONSE 5.2, with a shell in nft's place. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class NftCommandTest {
    @TempDir
    Path scratch;

    private NftConfig config(Duration timeout, String... command) {
        return new NftConfig(List.of(command), "hookprobe", timeout, 20, List.of(), scratch);
    }

    private NftCommand shell(Duration timeout, String script) {
        return new NftCommand(config(timeout, "/bin/sh", "-c", script));
    }

    private void isClean() throws IOException {
        try (var files = Files.list(scratch)) {
            assertThat(files).as("no file is left behind").isEmpty();
        }
    }

    @Test
    void feedsTheInputThatOnlyTheOwnerCanRead() throws Exception {
        Path copy = Files.createTempFile("nft", ".copy");
        Path modes = Files.createTempFile("nft", ".modes");
        shell(Duration.ofSeconds(10), "cat > " + copy + "; ls -l " + scratch + " > " + modes)
                .run("203.0.113.7\n");
        assertThat(copy).hasContent("203.0.113.7\n");
        assertThat(Files.readString(modes)).contains("-rw-------").doesNotContain("-rw-r");
        Files.delete(copy);
        Files.delete(modes);
        isClean();
    }

    @Test
    void saysWhatTheCommandSaid() throws Exception {
        NftCommand failing = shell(Duration.ofSeconds(10), "echo Operation not permitted >&2; exit 7");
        assertThatThrownBy(() -> failing.run(""))
                .isInstanceOf(EnforcementException.class)
                .hasMessageContaining("exit code 7")
                .hasMessageContaining("Operation not permitted");
        isClean();
    }

    @Test
    void boundsTheOutputItKeeps() {
        NftCommand loud = shell(Duration.ofSeconds(10), "head -c 1000000 /dev/zero | tr '\\0' x; exit 1");
        assertThatThrownBy(() -> loud.run(""))
                .isInstanceOf(EnforcementException.class)
                .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(3000));
    }

    @Test
    void killsWhatDoesNotEndEvenIfItReadsNothing() throws Exception {
        NftCommand stuck = shell(Duration.ofMillis(200), "exec sleep 30");
        long startNs = System.nanoTime();
        assertThatThrownBy(() -> stuck.run("x".repeat(1_000_000)))
                .isInstanceOf(EnforcementException.class)
                .hasMessageContaining("did not end within 200 ms");
        assertThat(System.nanoTime() - startNs)
                .isLessThan(Duration.ofSeconds(15).toNanos());
        isClean();
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> NftEnforcer.open(config(Duration.ofSeconds(5), "/nonexistent/nft")))
                .isInstanceOf(EnforcementException.class)
                .hasMessageContaining("install nftables")
                .hasMessageContaining("/nonexistent/nft");
        String noRights = "[ \"$1\" = --version ] && exit 0; echo Operation not permitted; exit 1";
        assertThatThrownBy(() -> NftEnforcer.open(config(Duration.ofSeconds(5), "/bin/sh", "-c", noRights, "nft")))
                .isInstanceOf(EnforcementException.class)
                .hasMessageContaining("CAP_NET_ADMIN");
    }

    @Test
    void refusesConfigurationsThatMakeNoSense() {
        assertThatThrownBy(() -> config(Duration.ZERO, "nft")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> config(Duration.ofSeconds(1))).isInstanceOf(IllegalArgumentException.class);
        for (String table : List.of("", "a b", "Hook", "x;flush ruleset", "a".repeat(32))) {
            assertThatThrownBy(
                            () -> new NftConfig(List.of("nft"), table, Duration.ofSeconds(1), 20, List.of(), scratch))
                    .as(table)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new NftConfig(List.of("nft"), "t", Duration.ofSeconds(1), 0, List.of(), scratch))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
