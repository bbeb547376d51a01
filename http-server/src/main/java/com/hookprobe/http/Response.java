package com.hookprobe.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An answer. Whole in memory before its first byte leaves, so that what fails while it is made still becomes a problem; or a stream,
 * which can only break off. Not for several threads.
 */
public final class Response {
    /** The media type of JSON. */
    public static final String JSON = "application/json";

    /** The media type of plain bytes. */
    public static final String BYTES = "application/octet-stream";

    private final int status;
    private final byte[] body;
    private final Optional<Stream> stream;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private Runnable afterSent = () -> {};

    /** Writes a body piece by piece, on the connection's own thread. */
    @FunctionalInterface
    public interface Stream {
        /**
         * Writes until there is no more; the JDK's server cuts an answer off after {@code maxRspTime} (60 s, {@link JdkServerLimits}).
         *
         * @param out flushes what is written when it is told to
         * @throws IOException when the client is gone
         * @throws InterruptedException when the server closes
         */
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    private Response(int status, String type, byte[] body, Optional<Stream> stream) {
        this.status = status;
        this.body = body;
        this.stream = stream;
        if (!type.isEmpty()) {
            headers.put("Content-Type", type);
        }
    }

    /** JSON with status 200. */
    public static Response json(String json) {
        return text(200, JSON, json);
    }

    /** Bytes with status 200. */
    public static Response bytes(byte[] bytes) {
        return bytes(200, BYTES, bytes);
    }

    /** Bytes of some type, not copied. */
    public static Response bytes(int status, String type, byte[] bytes) {
        return new Response(status, type, bytes, Optional.empty());
    }

    /** Text in UTF-8. */
    public static Response text(int status, String type, String text) {
        return bytes(status, type, text.getBytes(StandardCharsets.UTF_8));
    }

    /** No body. */
    public static Response empty(int status) {
        return new Response(status, "", new byte[0], Optional.empty());
    }

    /** A stream with status 200. */
    public static Response stream(String type, Stream stream) {
        return new Response(200, type, new byte[0], Optional.of(stream));
    }

    /** Adds or replaces a header. */
    public Response header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Runs once the whole answer was handed to the network without failure; what the client has of it nobody knows. */
    public Response afterSent(Runnable action) {
        afterSent = action;
        return this;
    }

    /** The status code. */
    public int status() {
        return status;
    }

    /** The body, not copied; empty of a stream. */
    public byte[] body() {
        return body;
    }

    /** The headers that were set. */
    public Map<String, String> headers() {
        return headers;
    }

    Optional<Stream> stream() {
        return stream;
    }

    void sent() {
        afterSent.run();
    }
}
