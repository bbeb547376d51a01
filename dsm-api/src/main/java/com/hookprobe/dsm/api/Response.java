package com.hookprobe.dsm.api;

import com.hookprobe.dsm.ledger.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer, whole in memory before its first byte leaves: what fails while it is made still becomes a problem. */
final class Response {
    static final String JSON = "application/json";
    static final String BYTES = "application/octet-stream";

    private final int status;
    private final byte[] body;
    private final Map<String, String> headers = new LinkedHashMap<>();

    private Response(int status, String type, byte[] body) {
        this.status = status;
        this.body = body;
        if (!type.isEmpty()) {
            headers.put("Content-Type", type);
        }
    }

    static Response json(JsonObject json) {
        return json(json.toString());
    }

    static Response json(String json) {
        return text(200, JSON, json);
    }

    static Response bytes(byte[] bytes) {
        return new Response(200, BYTES, bytes);
    }

    static Response text(int status, String type, String text) {
        return new Response(status, type, text.getBytes(StandardCharsets.UTF_8));
    }

    static Response empty(int status) {
        return new Response(status, "", new byte[0]);
    }

    Response header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    int status() {
        return status;
    }

    byte[] body() {
        return body;
    }

    Map<String, String> headers() {
        return headers;
    }
}
