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
 * What an operator wants of one tenant's fleet, as a file for the running MSSP (see {@link RequestFolder}). Whether the operator may is
 * found out before, at the gate of the operators' accounts.
 *
 * @param request one of {@link #KINDS}
 * @param tenant whose fleet; of a page anything
 * @param by who wants it, as the audit names that
 * @param group which group
 * @param selector of a group
 * @param canaries of a group: names of nodes
 * @param percents of a group: its stages
 * @param soakSeconds of a group
 * @param failurePercent of a group
 * @param yaml of a policy
 * @param number of a policy; the next one when it is left out
 */
public record FleetRequest(
        String request,
        String tenant,
        String by,
        @Nullable String group,
        @Nullable String selector,
        @Nullable List<String> canaries,
        @Nullable List<Integer> percents,
        @Nullable Long soakSeconds,
        @Nullable Integer failurePercent,
        @Nullable String yaml,
        @Nullable Long number) {
    /** The requests that there are: a group is made or changed, removed; a policy begins; the roll-out; the page is written. */
    public static final List<String> KINDS =
            List.of("group", "remove", "policy", "promote", "rollback", "pause", "resume", "page");

    private static final int ANSWERS_KEPT = 16;
    private static final int TEXT_CHARS_MAX = 256;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * Checks the kind and the texts.
     *
     * @throws IllegalArgumentException with what was expected
     */
    public FleetRequest {
        if (!KINDS.contains(String.valueOf(request))) {
            throw new IllegalArgumentException("request: expected one of " + KINDS + ", found " + request);
        }
        if (tenant == null || by == null || by.length() > TEXT_CHARS_MAX || tenant.length() > TEXT_CHARS_MAX) {
            throw new IllegalArgumentException(
                    "expected 'tenant' and 'by' of at most " + TEXT_CHARS_MAX + " characters");
        }
    }

    /** One that says no more than about which group. */
    public static FleetRequest of(String request, String tenant, String by, String group) {
        return new FleetRequest(request, tenant, by, group, null, null, null, null, null, null, null);
    }

    /**
     * What became of it.
     *
     * @param error why nothing was done, or null
     * @param number of the policy that the request made, or 0
     */
    public record Answer(@Nullable String error, long number) {}

    private static Path folder(Path data) {
        return data.resolve("fleet-requests");
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
    static FleetRequest read(Path file) {
        try {
            return Objects.requireNonNull(JSON.readValue(RequestFolder.bytes(file), FleetRequest.class));
        } catch (IOException | NullPointerException e) {
            throw new IllegalArgumentException("expected a request, found something else: " + e.getMessage(), e);
        }
    }

    static void settle(Path file, Answer answer) throws IOException {
        RequestFolder.settle(file, JSON.writeValueAsBytes(answer), ANSWERS_KEPT);
    }
}
