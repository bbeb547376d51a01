package com.hookprobe.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.Optional;

/** One line of a node's log, as the demo reads it. */
record NodeEvent(String node, String name, JsonNode fields) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Optional<NodeEvent> parse(String line) {
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
    static NodeEvent of(String node, String name) {
        return new NodeEvent(node, name, MissingNode.getInstance());
    }

    String text(String field) {
        return fields.path(field).asText("");
    }

    long number(String field) {
        return fields.path(field).asLong(0);
    }

    double real(String field) {
        return fields.path(field).asDouble(0);
    }
}
