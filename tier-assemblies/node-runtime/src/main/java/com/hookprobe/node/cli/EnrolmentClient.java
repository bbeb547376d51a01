package com.hookprobe.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Sends an enrolment request to the MSSP. */
final class EnrolmentClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int ANSWER_BYTES_MAX = 1 << 14;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the MSSP says. */
    record Taken(String nodeId, String status) {}

    private EnrolmentClient() {}

    /**
     * Sends it, and waits for the answer.
     *
     * @param server for example {@code https://mssp.example.net} or {@code http://198.51.100.1:4721}
     * @throws CliException when it is refused (77), not now (69), or no request for this verifier (1)
     */
    static Taken send(String server, String request) throws IOException {
        URI uri = uri(server);
        HttpRequest post = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(request, StandardCharsets.US_ASCII))
                .build();
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(TIMEOUT)
                .build();
        try {
            HttpResponse<InputStream> response = client.send(post, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return answer(uri, response.statusCode(), body.readNBytes(ANSWER_BYTES_MAX));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + uri, e);
        } catch (IOException e) {
            throw new CliException(CliException.UNAVAILABLE, uri + " cannot be reached: " + TierMain.message(e));
        }
    }

    private static URI uri(String server) {
        try {
            URI uri = URI.create(server);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getRawQuery() == null && uri.getUserInfo() == null) {
                String path = uri.getPath() == null ? "" : uri.getPath().replaceAll("/+$", "");
                return uri.resolve(path.endsWith("/v1/enrolments") ? path : path + "/v1/enrolments");
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new CliException(
                CliException.USAGE, "--send expects http://HOST:PORT or https://HOST of the MSSP; found " + server);
    }

    private static Taken answer(URI uri, int status, byte[] body) {
        JsonNode said;
        try {
            said = JSON.readTree(new String(body, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new CliException(
                    1, uri + ": expected an answer of an MSSP, found something else (HTTP " + status + ")");
        }
        if (status == 200
                && said.path("node_id").isTextual()
                && said.path("status").isTextual()) {
            return new Taken(said.path("node_id").asText(), said.path("status").asText());
        }
        String why = printable(said.path("error").asText("HTTP " + status));
        throw switch (status) {
            case 403 -> new CliException(CliException.NOT_PERMITTED, uri + ": " + why);
            case 429, 503 -> new CliException(CliException.UNAVAILABLE, uri + ": " + why);
            default -> new CliException(1, uri + ": " + why);
        };
    }

    private static String printable(String text) {
        return text.chars()
                .limit(300)
                .collect(
                        StringBuilder::new,
                        (out, c) -> out.append(c < ' ' || c > '~' ? '?' : (char) c),
                        StringBuilder::append)
                .toString();
    }
}
