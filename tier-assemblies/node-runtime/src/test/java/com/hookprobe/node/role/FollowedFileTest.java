package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.read.RecordParser;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedFileTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final EventLog log = new EventLog("guardian-1", "test", EventLog.Format.JSON, told);

    @Test
    void aParserThatFailsStopsNoThreadAndIsTold() throws Exception {
        Path file = Files.writeString(folder.resolve("a.log"), "one\ntwo\n");
        RecordParser failing = (bytes, from, length, out) -> {
            throw new IllegalStateException("no parser");
        };
        List<NetworkEvent> events = new ArrayList<>();
        Files.createDirectories(folder.resolve("sensors"));
        FollowedFile followed = new FollowedFile(file, folder, () -> failing, log);
        assertThat(followed.poll(events::add, 10)).isFalse();
        followed.dealtWith(false);
        followed.close();
        assertThat(events).isEmpty();
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("sensor_failed", "no parser", "a.log");
    }
}
