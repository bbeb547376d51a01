package com.hookprobe.node.role;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A report that an operator wants, as a file for the running node (see {@link RequestFolder}).
 *
 * @param tenant whose; null of a site itself
 * @param month such as 2026-11
 * @param json its data, and not its page
 */
public record ReportRequest(@Nullable String tenant, String month, boolean json) {
    private static final int ANSWERS_KEPT = 16;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * What became of a request.
     *
     * @param error why there is none, or null
     * @param content the page, or the data
     */
    public record Answer(@Nullable String error, @Nullable String content) {
        static Answer refused(String why) {
            return new Answer(why, null);
        }
    }

    /** Checks that there is a month. */
    public ReportRequest {
        Objects.requireNonNull(month, "month");
    }

    private static Path folder(Path data) {
        return data.resolve("report-requests");
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
    static ReportRequest read(Path file) {
        try {
            return Objects.requireNonNull(JSON.readValue(RequestFolder.bytes(file), ReportRequest.class));
        } catch (IOException | NullPointerException e) {
            throw new IllegalArgumentException("expected a request, found something else: " + e.getMessage(), e);
        }
    }

    static void settle(Path file, Answer answer) throws IOException {
        RequestFolder.settle(file, JSON.writeValueAsBytes(answer), ANSWERS_KEPT);
    }
}
