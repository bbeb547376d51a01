package com.hookprobe.node.role;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants of the validator set, as a file in the node's data folder: the command writes it, the running node, which has the
 * keys, reads it and moves it away.
 *
 * @param request join, leave, rotate-key, suspend, reinstate or approve
 * @param member name or id of whom to suspend
 * @param reason of a suspension
 * @param bond of a join or a reinstatement
 * @param change hash of what is approved, in hex
 */
public record SetRequest(
        String request,
        @Nullable String member,
        @Nullable String reason,
        @Nullable Long bond,
        @Nullable String change) {
    /** The requests that there are. */
    public static final List<String> KINDS = List.of("join", "leave", "rotate-key", "suspend", "reinstate", "approve");

    private static final String SUFFIX = ".json";
    private static final int FILE_BYTES_MAX = 4_096;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    public SetRequest {
        Objects.requireNonNull(request, "request");
        if (!KINDS.contains(request)) {
            throw new IllegalArgumentException("request: expected one of " + KINDS + ", found " + request);
        }
    }

    /** The folder in a node's data folder. */
    public static Path folder(Path data) {
        return data.resolve("set-requests");
    }

    /** Puts the request where the node finds it; the file is whole when it has its name. */
    public Path write(Path data) throws IOException {
        Path folder = folder(data);
        Files.createDirectories(folder);
        Path file = folder.resolve(request + "-" + System.currentTimeMillis() + SUFFIX);
        Path fresh = folder.resolve("." + file.getFileName());
        Files.writeString(fresh, JSON.writeValueAsString(this));
        return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Requests that wait, oldest name first. */
    static List<Path> waiting(Path data) throws IOException {
        return RequestFolder.waiting(folder(data));
    }

    /** Reads one; throws {@link IllegalArgumentException} with the reason when that is none, or cannot be read. */
    static SetRequest read(Path file) {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new IllegalArgumentException("more than " + FILE_BYTES_MAX + " bytes, which no request has");
            }
            SetRequest read = JSON.readValue(Files.readString(file), SetRequest.class);
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

    /** Moves a request away, to {@code done} or {@code refused}. */
    static void settle(Path file, boolean done) throws IOException {
        Path folder = Objects.requireNonNull(file.getParent()).resolve(done ? "done" : "refused");
        Files.createDirectories(folder);
        Files.move(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
}
