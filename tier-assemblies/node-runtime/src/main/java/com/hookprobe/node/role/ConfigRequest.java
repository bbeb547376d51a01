package com.hookprobe.node.role;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * That a running node is to read its configuration anew, or to show it, as a file in its data folder (see {@link RequestFolder}).
 *
 * @param request {@code reload} or {@code show}
 */
public record ConfigRequest(String request) {
    /** Read the file anew. */
    public static final String RELOAD = "reload";
    /** Show what holds. */
    public static final String SHOW = "show";

    private static final int ANSWERS_KEPT = 16;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * Checks the kind.
     *
     * @throws IllegalArgumentException for another one
     */
    public ConfigRequest {
        if (!RELOAD.equals(request) && !SHOW.equals(request)) {
            throw new IllegalArgumentException("request: expected " + RELOAD + " or " + SHOW + ", found " + request);
        }
    }

    /**
     * What became of it.
     *
     * @param error why nothing was changed, or null
     * @param inForce keys that have other values now
     * @param waiting keys that have other values after a restart
     * @param kept keys that a policy names and the file decides
     * @param yaml what holds, where that was asked
     */
    public record Answer(
            @Nullable String error,
            List<String> inForce,
            List<String> waiting,
            List<String> kept,
            @Nullable String yaml) {}

    private static Path folder(Path data) {
        return data.resolve("config-requests");
    }

    /** Puts the request where the node finds it. */
    public Path write(Path data) throws IOException {
        return RequestFolder.write(folder(data), JSON.writeValueAsBytes(this));
    }

    /** The answer to a request, once there is one; it is taken away. */
    public static Optional<Answer> answer(Path request) throws IOException {
        Optional<byte[]> bytes = RequestFolder.answer(request);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        Answer answer = JSON.readValue(bytes.get(), Answer.class);
        RequestFolder.forget(request);
        return Optional.of(answer);
    }

    static List<Path> waiting(Path data) throws IOException {
        return RequestFolder.waiting(folder(data));
    }

    /** Throws {@link IllegalArgumentException} with the reason when a file is no request. */
    static ConfigRequest read(Path file) {
        try {
            return Objects.requireNonNull(JSON.readValue(RequestFolder.bytes(file), ConfigRequest.class));
        } catch (IOException | NullPointerException e) {
            throw new IllegalArgumentException("expected a request, found something else: " + e.getMessage(), e);
        }
    }

    static void settle(Path file, Answer answer) throws IOException {
        RequestFolder.settle(file, JSON.writeValueAsBytes(answer), ANSWERS_KEPT);
    }
}
