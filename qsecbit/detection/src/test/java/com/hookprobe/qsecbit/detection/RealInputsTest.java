package com.hookprobe.qsecbit.detection;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.read.RecordParser;
import com.hookprobe.qsecbit.detection.read.SensorFormat;
import com.hookprobe.qsecbit.detection.read.SensorReader;
import com.hookprobe.qsecbit.detection.read.Timestamps;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.testsupport.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Logs that other projects have recorded, read by nothing but their names and first bytes; they are not in the tree. */
@EnabledIf("com.hookprobe.testsupport.SharedData#present")
class RealInputsTest {
    private static final long NOW = Timestamps.parse("2026-08-22T00:00:00");

    @TempDir
    Path dir;

    private final Map<EventType, Integer> types = new EnumMap<>(EventType.class);
    private int refused;
    private long broken;

    @Test
    void zeekDirectoriesOfManyVersions() throws IOException {
        int[] files = {0};
        TarGz.read(SharedData.file("data/slips-stratosphere/slips-dataset.tar.gz"), (name, content) -> {
            boolean zeek = name.contains("zeek-dir/") || name.contains("zeek-labeled/") || name.contains("port-scans/");
            // What Zeek has loaded is no traffic, and as JSON it looks like nothing.
            if (!zeek || !name.contains(".log") || name.endsWith("loaded_scripts.log")) {
                return;
            }
            Path file = Files.write(dir.resolve(name.replace('/', '.')), content);
            SensorFormat format = SensorFormat.detect(name, content);
            assertThat(format).as(name).isIn(SensorFormat.ZEEK_JSON, SensorFormat.ZEEK_TSV);
            long before = broken;
            read(file, format.parser("z", name, IpAddress.NONE, NOW));
            files[0]++;
            // Into one of them a line was written by hand that lacks three columns.
            assertThat(broken - before).as(name).isEqualTo(name.endsWith("test10-mixed-zeek-dir/notice.log") ? 1 : 0);
        });
        assertThat(files[0]).isGreaterThan(30);
        assertThat(types.keySet())
                .contains(
                        EventType.FLOW,
                        EventType.DNS,
                        EventType.HTTP,
                        EventType.TLS,
                        EventType.ARP,
                        EventType.DHCP,
                        EventType.ALERT,
                        EventType.ANOMALY);
    }

    @Test
    void logsOfManyServers() throws IOException {
        Map<String, Integer> refusedOf = new HashMap<>();
        Map<String, Integer> requestsOf = new HashMap<>();
        int[] logs = {0};
        TarGz.read(SharedData.file("data/crowdsec-hub/hub-tests-half.tar.gz"), (name, content) -> {
            if (!name.endsWith(".log")) {
                return;
            }
            types.clear();
            refused = 0;
            Path file = Files.write(dir.resolve(name.replace('/', '.')), content);
            read(file, SensorFormat.LOG.parser("l", name, IpAddress.NONE, NOW));
            String test = name.split("/")[1];
            refusedOf.put(test, refused);
            requestsOf.put(test, types.getOrDefault(EventType.HTTP, 0));
            logs[0]++;
        });
        assertThat(logs[0]).isGreaterThan(150);
        assertThat(broken).isZero();
        assertThat(refusedOf)
                .containsEntry("ssh-bf", 6)
                .containsEntry("ssh-slow-bf", 22)
                .containsEntry("sshd-logs", 14)
                .containsEntry("dovecot-logs", 13)
                .containsEntry("mysql-logs", 4)
                .containsEntry("mariadb-logs", 6)
                .containsEntry("pgsql-user-enum", 6)
                .containsEntry("proftpd-user-enum", 6)
                .containsEntry("smb-bf", 6)
                .containsEntry("exim-bf", 5)
                .containsEntry("postfix-sasl-bf", 3);
        assertThat(requestsOf)
                .containsEntry("apache-http-probing", 77)
                .containsEntry("nginx-http-xss-probing", 26)
                .containsEntry("nginx-http-malformed", 12)
                .containsEntry("pfsense-rfc5424-nginx", 1)
                .containsEntry("CVE-2024-38475", 12);
    }

    private void read(Path file, RecordParser parser) throws IOException {
        try (SensorReader reader = SensorReader.open(file, Optional.empty(), parser)) {
            reader.readToEnd(event -> {
                types.merge(event.type(), 1, Integer::sum);
                refused += event.login().refused() ? 1 : 0;
            });
            broken += reader.counters().broken();
        }
    }
}
