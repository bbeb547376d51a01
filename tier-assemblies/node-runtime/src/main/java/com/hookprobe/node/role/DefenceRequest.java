package com.hookprobe.node.role;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants of a site's decisions and allowlist, as a file in the node's data folder: the command writes it,
 * the running node reads it, answers in a file beside, and moves it away.
 *
 * @param request add, delete, allow, disallow or forgive, at a site; pardon, at a correlator
 * @param indicators addresses, prefixes, hardware addresses; of a pardon the id of a decision; to forgive, names of alerts
 * @param action of an addition: WATCH, RATE_LIMIT, QUARANTINE or BLOCK
 * @param ttlSeconds of an addition
 * @param scope of an addition: HOST or SITE
 * @param reason one line
 */
public record DefenceRequest(
        String request,
        List<String> indicators,
        @Nullable String action,
        @Nullable Long ttlSeconds,
        @Nullable String scope,
        @Nullable String reason) {
    /** The requests that there are. */
    public static final List<String> KINDS = List.of("add", "delete", "allow", "disallow", "forgive", "pardon");

    /** The most indicators of a request. */
    public static final int INDICATORS_MAX = 262_144;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * What became of a request.
     *
     * @param error why nothing was done at all, or null
     * @param outcomes how many indicators met each fate
     * @param refused the first that were not done, each with the reason
     */
    public record Answer(@Nullable String error, Map<String, Integer> outcomes, List<String> refused) {
        /** True when all of it was done. */
        public boolean done() {
            return error == null && refused.isEmpty();
        }
    }

    public DefenceRequest {
        Objects.requireNonNull(request, "request");
        if (!KINDS.contains(request)) {
            throw new IllegalArgumentException("request: expected one of " + KINDS + ", found " + request);
        }
        indicators = List.copyOf(Objects.requireNonNull(indicators, "indicators"));
        if (indicators.isEmpty() || indicators.size() > INDICATORS_MAX) {
            throw new IllegalArgumentException(
                    "indicators: expected 1 to " + INDICATORS_MAX + ", found " + indicators.size());
        }
    }

    /** The folder in a node's data folder. */
    public static Path folder(Path data) {
        return data.resolve("defence-requests");
    }

    /** Puts the request where the node finds it; the file is whole when it has its name. */
    public Path write(Path data) throws IOException {
        return RequestFolder.write(folder(data), bytes());
    }

    /** As its file has it. */
    byte[] bytes() throws JsonProcessingException {
        return JSON.writeValueAsBytes(this);
    }

    /** Requests that wait, oldest first. */
    static List<Path> waiting(Path data) throws IOException {
        return RequestFolder.waiting(folder(data));
    }

    /** Reads one; throws {@link IllegalArgumentException} with the reason when that is none, or cannot be read. */
    static DefenceRequest read(byte[] bytes) {
        try {
            DefenceRequest read = JSON.readValue(bytes, DefenceRequest.class);
            if (read == null) {
                throw new IllegalArgumentException("expected a request, found null");
            }
            return read;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("it cannot be read: " + e, e);
        }
    }

    static byte[] bytes(Path file) {
        return RequestFolder.bytes(file);
    }

    /** Answers a request and takes its file away. Of the answers only the newest are kept. */
    static void settle(Path file, Answer answer, int kept) throws IOException {
        RequestFolder.settle(file, JSON.writeValueAsBytes(answer), kept);
    }

    /** The answer to a request, once there is one. */
    public static Optional<Answer> answer(Path request) throws IOException {
        Optional<byte[]> bytes = RequestFolder.answer(request);
        return bytes.isEmpty() ? Optional.empty() : Optional.of(JSON.readValue(bytes.get(), Answer.class));
    }

    /** Takes an answer away that was read: it names addresses. */
    public static void forget(Path request) throws IOException {
        RequestFolder.forget(request);
    }
}
