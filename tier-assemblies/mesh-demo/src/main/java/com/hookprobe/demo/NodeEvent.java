package com.hookprobe.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.Optional;

/** One line of a node's log, as the demo reads it. */
public record NodeEvent(String node, String name, JsonNode fields) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Empty when the line is no event. */
    public static Optional<NodeEvent> parse(String line) {
        try {
            JsonNode root = JSON.readTree(line);
            if (root == null || !root.path("event").isTextual()) {
                return Optional.empty();
            }
            return Optional.of(new NodeEvent(
                    root.path("node").asText("?"), root.path("event").asText(), root));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** An event of the demo itself, not of a node. */
    public static NodeEvent of(String node, String name) {
        return new NodeEvent(node, name, MissingNode.getInstance());
    }

    /** A field as text, empty when it is missing. */
    public String text(String field) {
        return fields.path(field).asText("");
    }

    /** A field as a number, 0 when it is missing. */
    public long number(String field) {
        return fields.path(field).asLong(0);
    }

    double real(String field) {
        return fields.path(field).asDouble(0);
    }
}
