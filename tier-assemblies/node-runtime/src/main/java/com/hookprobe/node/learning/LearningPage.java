package com.hookprobe.node.learning;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.learning.SmallFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a node's learning stands, in a file that an operator's command reads. */
public final class LearningPage {
    private static final String NAME = "status.json";
    private static final int BYTES_MAX = 1 << 20;

    private LearningPage() {}

    /** Writes the page in place of the last one. */
    public static void write(Path data, Map<String, Object> fields, long nowMicros) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("written_us", nowMicros);
        all.putAll(fields);
        SmallFiles.write(
                data.resolve("learning").resolve(NAME), EventLog.json(all).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads the page.
     *
     * @throws IOException also when there is none
     */
    public static Map<String, Object> read(Path data) throws IOException {
        Path file = data.resolve("learning").resolve(NAME);
        if (!Files.exists(file)) {
            throw new IOException(
                    file + ": expected what a running node writes; found none: does it run with 'learning'?");
        }
        return new ObjectMapper()
                .readValue(SmallFiles.read(file, BYTES_MAX), new TypeReference<Map<String, Object>>() {});
    }
}
