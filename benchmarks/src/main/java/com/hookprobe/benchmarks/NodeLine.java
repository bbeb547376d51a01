package com.hookprobe.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A line of a node's log.
 *
 * @param micros when the node wrote it, since 1970
 */
record NodeLine(String node, String event, long micros, JsonNode fields) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Empty for a line that is cut short, as a kill may leave it. */
    static Optional<NodeLine> parse(String line) {
        try {
            JsonNode root = JSON.readTree(line);
            Instant at = Instant.parse(root.path("ts").asText());
            return Optional.of(new NodeLine(
                    root.path("node").asText(),
                    root.path("event").asText(),
                    ChronoUnit.MICROS.between(Instant.EPOCH, at),
                    root));
        } catch (IOException | DateTimeException e) {
            return Optional.empty();
        }
    }

    long number(String field) {
        return fields.path(field).asLong();
    }

    String text(String field) {
        return fields.path(field).asText();
    }
}
