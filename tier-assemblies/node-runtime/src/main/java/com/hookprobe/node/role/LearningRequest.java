package com.hookprobe.node.role;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.hookprobe.node.log.EventLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants of a roll-out, as a file for the running aggregator (see {@link RequestFolder}).
 *
 * @param request one of {@link #KINDS}
 */
public record LearningRequest(String request) {
    /** The requests that there are. */
    public static final List<String> KINDS = List.of("rollback", "promote");

    private static final int ANSWERS_KEPT = 16;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * What became of a request.
     *
     * @param error why nothing was done, or null
     */
    public record Answer(@Nullable String error) {}

    /**
     * Checks the kind.
     *
     * @throws IllegalArgumentException for another one
     */
    public LearningRequest {
        Objects.requireNonNull(request, "request");
        if (!KINDS.contains(request)) {
            throw new IllegalArgumentException("request: expected one of " + KINDS + ", found " + request);
        }
    }

    private static Path folder(Path data) {
        return data.resolve("learning-requests");
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

    /** Reads one; throws {@link IllegalArgumentException} with the reason when that is none. */
    static LearningRequest read(Path file) {
        try {
            return Objects.requireNonNull(JSON.readValue(RequestFolder.bytes(file), LearningRequest.class));
        } catch (IOException | NullPointerException e) {
            throw new IllegalArgumentException("expected a request, found something else: " + e.getMessage(), e);
        }
    }

    /** Does what a request of a kind asks; says why nothing was done, or nothing. */
    interface Act {
        Optional<String> on(String request) throws IOException;
    }

    /** Answers all that wait. One that fails is answered, too: it must not hold up what else there is to do. */
    static void settleAll(Path data, Act act, EventLog log) throws IOException {
        for (Path file : waiting(data)) {
            Optional<String> error;
            String asked = "";
            try {
                asked = read(file).request();
                error = act.on(asked);
            } catch (IllegalArgumentException e) {
                error = Optional.of(String.valueOf(e.getMessage()));
            } catch (IOException | RuntimeException e) {
                error = Optional.of(
                        "it may be half done, and what is missing comes with the next look: " + e.getMessage());
            }
            settle(file, new Answer(error.orElse(null)));
            log.event("learning_request", "request", asked, "error", error.orElse(""));
        }
    }

    static void settle(Path file, Answer answer) throws IOException {
        RequestFolder.settle(file, JSON.writeValueAsBytes(answer), ANSWERS_KEPT);
    }
}
