package com.hookprobe.qsecbit.exchange;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** JSON of others, read strictly and within bounds (EXCHANGE 1.4), and ours. Thread-safe. */
public final class Json {
    private static final int DEPTH_MAX = 24;
    private static final int TOKENS_MAX = 150_000;
    private static final int PULLED_TOKENS_MAX = 1_000_000;
    private static final int STRING_CHARS_MAX = 256 * 1024;
    private static final int NAME_CHARS_MAX = 512;
    private static final int NUMBER_CHARS_MAX = 40;

    private static final ObjectMapper MAPPER = mapper(TOKENS_MAX);
    private static final ObjectMapper PULLED = mapper(PULLED_TOKENS_MAX);

    private Json() {}

    private static ObjectMapper mapper(int tokensMax) {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH_MAX)
                        .maxTokenCount(tokensMax)
                        .maxStringLength(STRING_CHARS_MAX)
                        .maxNameLength(NAME_CHARS_MAX)
                        .maxNumberLength(NUMBER_CHARS_MAX)
                        .build())
                .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .build();
    }

    /**
     * Reads one value in UTF-8 and nothing behind it: no name twice, 24 levels, 150,000 tokens, strings of 256 Ki characters.
     *
     * @throws RefusedException for anything else
     */
    public static JsonNode parse(byte[] bytes) throws RefusedException {
        return parse(MAPPER, bytes);
    }

    /** The same with 1,000,000 tokens, for what this node has asked for itself, one at a time. */
    public static JsonNode parsePulled(byte[] bytes) throws RefusedException {
        return parse(PULLED, bytes);
    }

    private static JsonNode parse(ObjectMapper mapper, byte[] bytes) throws RefusedException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            JsonNode node = mapper.readTree(text);
            if (node == null || node.isMissingNode()) {
                throw new RefusedException("JSON", "nothing");
            }
            return node;
        } catch (CharacterCodingException e) {
            throw new RefusedException("UTF-8", "other bytes");
        } catch (JsonProcessingException e) {
            throw new RefusedException("JSON within bounds", ExchangeText.oneLine(e.getOriginalMessage(), 120));
        }
    }

    /** An empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** An empty array. */
    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /** JSON without spaces. */
    public static String text(JsonNode node) {
        return new String(bytes(node), StandardCharsets.UTF_8);
    }

    /** The same in UTF-8. */
    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }
}
