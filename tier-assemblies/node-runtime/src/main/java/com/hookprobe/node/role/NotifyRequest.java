package com.hookprobe.node.role;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants of a node's notifications, as a file for its running node (see {@link RequestFolder}).
 *
 * @param request test or status
 * @param channel that is tested; null for status
 */
public record NotifyRequest(String request, @Nullable String channel) {
    /** The requests that there are. */
    public static final List<String> KINDS = List.of("test", "status");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * What became of a request.
     *
     * @param error why it was not done, or null
     * @param rows of a status one for each channel
     */
    public record Answer(@Nullable String error, List<Map<String, Object>> rows) {}

    public NotifyRequest {
        if (!KINDS.contains(request) || request.equals("test") != (channel != null)) {
            throw new IllegalArgumentException("request: expected status, or test and a channel; found " + request);
        }
    }

    /** The folder in a node's data folder. */
    static Path folder(Path data) {
        return data.resolve("notify-requests");
    }

    /** Puts the request where the node finds it; the file is whole when it has its name. */
    public Path write(Path data) throws IOException {
        return RequestFolder.write(folder(data), JSON.writeValueAsBytes(this));
    }

    /** Reads one; throws {@link IllegalArgumentException} with the reason when that is none. */
    static NotifyRequest read(byte[] bytes) {
        try {
            return Objects.requireNonNull(JSON.readValue(bytes, NotifyRequest.class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        } catch (IOException | NullPointerException e) {
            throw new IllegalArgumentException("expected a request, found something else", e);
        }
    }

    /** Answers a request and takes its file away. */
    static void settle(Path file, Answer answer, int kept) throws IOException {
        RequestFolder.settle(file, JSON.writeValueAsBytes(answer), kept);
    }

    /** The answer to a request, once there is one; it is taken away. */
    public static Optional<Answer> answer(Path request) throws IOException {
        Optional<byte[]> bytes = RequestFolder.answer(request);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        RequestFolder.forget(request);
        return Optional.of(JSON.readValue(bytes.get(), Answer.class));
    }
}
