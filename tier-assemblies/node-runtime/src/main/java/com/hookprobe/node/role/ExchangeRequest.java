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
 * What an operator wants of a site's exchange, as a file for its running node (see {@link RequestFolder}).
 *
 * @param request one of {@link #KINDS}
 * @param name of a key or an account
 * @param sha256 of a key that is added, hexadecimal: the key itself is not written down
 * @param rights of a key that is added
 * @param weight of an account that is approved, 0 to 1
 */
public record ExchangeRequest(
        String request,
        @Nullable String name,
        @Nullable String sha256,
        @Nullable List<String> rights,
        @Nullable Double weight) {
    /** The requests that there are. */
    public static final List<String> KINDS =
            List.of("key-add", "key-list", "key-remove", "machine-list", "machine-approve", "machine-remove", "status");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * What became of a request.
     *
     * @param error why it was not done, or null
     * @param rows what was asked for, one object each
     */
    public record Answer(@Nullable String error, List<Map<String, Object>> rows) {}

    public ExchangeRequest {
        if (!KINDS.contains(request)) {
            throw new IllegalArgumentException("request: expected one of " + KINDS + ", found " + request);
        }
    }

    /** True when it changes nothing. */
    boolean asksOnly() {
        return request.endsWith("list") || request.equals("status");
    }

    /** The folder in a node's data folder. */
    public static Path folder(Path data) {
        return data.resolve("exchange-requests");
    }

    /** Puts the request where the node finds it; the file is whole when it has its name. */
    public Path write(Path data) throws IOException {
        return RequestFolder.write(folder(data), JSON.writeValueAsBytes(this));
    }

    /** Reads one; throws {@link IllegalArgumentException} with the reason when that is none. */
    static ExchangeRequest read(byte[] bytes) {
        try {
            return Objects.requireNonNull(JSON.readValue(bytes, ExchangeRequest.class));
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
        Answer answer = JSON.readValue(bytes.get(), Answer.class);
        RequestFolder.forget(request);
        return Optional.of(answer);
    }
}
