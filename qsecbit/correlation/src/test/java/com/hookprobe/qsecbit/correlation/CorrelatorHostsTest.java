package com.hookprobe.qsecbit.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorrelatorHostsTest {
    @TempDir
    Path folder;

    private HostOptions options(Map<String, String> properties) {
        Sharding sharding = new Sharding(2);
        return new HostOptions(
                folder.resolve("deep").resolve("log"),
                sharding,
                Cursor.start(sharding),
                () -> {},
                () -> Long.MAX_VALUE,
                properties);
    }

    @Test
    void theOneInProcessIsAlwaysThere() throws Exception {
        try (CorrelatorHost host = CorrelatorHosts.open(CorrelatorHosts.IN_PROCESS, options(Map.of()))) {
            host.submit(new Input.Tick(1)).get();
        }
        assertThat(folder.resolve("deep").resolve("log").resolve("inputs-0000000000000000.log"))
                .isRegularFile();
        assertThat(Files.getPosixFilePermissions(folder.resolve("deep/log/inputs-0000000000000000.log")))
                .hasSize(2);
    }

    @Test
    void whatThereIsNotIsNamed() {
        assertThatThrownBy(() -> CorrelatorHosts.open("kafka", options(Map.of())))
                .isInstanceOf(CorrelationException.class)
                .hasMessageContaining("[in-process], found 'kafka'");
        assertThatThrownBy(() -> CorrelatorHosts.open(CorrelatorHosts.IN_PROCESS, options(Map.of("a", "b"))))
                .hasMessageContaining("takes no properties, found [a]");
    }
}
