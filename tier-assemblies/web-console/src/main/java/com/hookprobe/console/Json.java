package com.hookprobe.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Response;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Records as JSON with names in snake case, and bodies read strictly. */
final class Json {
    private static final int DEPTH_MAX = 8;

    private static final JsonMapper MAPPER = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .build())
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static Response answer(Object value) {
        return Security.of(Response.json(text(value)));
    }

    static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a record of the console is not written", e);
        }
    }

    static Body body(byte[] bytes) throws Problem {
        try {
            JsonNode node = MAPPER.readTree(bytes);
            if (node != null && node.isObject()) {
                return new Body(node);
            }
        } catch (IOException e) {
            // Told below: what was wrong with it helps nobody who did not write the page.
        }
        throw Problem.badRequest("a JSON object", "something else", "send what docs/spec/console.md says");
    }
}
