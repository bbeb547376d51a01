package com.hookprobe.node.role;

import com.hookprobe.dsm.api.AccessToken;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.node.config.ApiSettings;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks an edge that serves its ledger over HTTP for all that it has, as somebody who has every role. */
final class EdgeApi {
    static final String PREFIX = "api ";
    private static final String DESCRIPTION = "/openapi.yaml";
    private static final String TOKEN = "a token for a test";

    private final Captures captures;
    private final HttpClient client = HttpClient.newHttpClient();

    EdgeApi(Captures captures) {
        this.captures = captures;
    }

    static ApiSettings settings() {
        List<String> roles = List.of("reader", "auditor", "admin");
        ApiSettings.Token token = new ApiSettings.Token("everything", AccessToken.hashOf(TOKEN), roles);
        return new ApiSettings(null, 0, null, null, null, List.of(token), null);
    }

    /** A path of the description to one that can be asked. */
    private static Map<String, String> questions(String edge, String block) {
        Map<String, String> questions = new LinkedHashMap<>();
        for (String path : List.of(
                DESCRIPTION,
                "/checkpoint",
                "/v1/health",
                "/v1/stats",
                "/metrics",
                "/v1/checkpoints",
                "/v1/checkpoints/latest",
                "/v1/log",
                "/v1/blocks",
                "/v1/sources")) {
            questions.put(path, path);
        }
        questions.put("/tile/{level}/{index}", "/tile/0/000.p/1");
        questions.put("/tile/entries/{index}", "/tile/entries/000.p/1");
        questions.put("/v1/checkpoints/{height}", "/v1/checkpoints/1");
        questions.put("/v1/log/consistency", "/v1/log/consistency?from=1&to=1");
        questions.put("/v1/log/inclusion", "/v1/log/inclusion?height=1&size=1");
        for (String below : List.of("", "/proof", "/evidence")) {
            questions.put("/v1/blocks/{hash}" + below, "/v1/blocks/" + block + below);
        }
        for (String below : List.of("", "/blocks?from=1", "/completeness", "/evidence")) {
            String path = below.replaceAll("\\?.*", "");
            questions.put("/v1/sources/{id}/{incarnation}" + path, "/v1/sources/" + edge + "/0" + below);
        }
        questions.put("nothing there", "/v1/nothing");
        return questions;
    }

    void askAll(String edge, Hash32 block, byte[] encodedBlock) throws Exception {
        Matcher port = Pattern.compile("\"port\":(\\d+)")
                .matcher(captures.logged("api_listening").get(0));
        if (!port.find()) {
            throw new AssertionError("no port");
        }
        String base = "http://127.0.0.1:" + port.group(1);
        for (Map.Entry<String, String> question : questions(edge, block.hex()).entrySet()) {
            ask(question.getKey(), HttpRequest.newBuilder(URI.create(base + question.getValue())));
        }
        ask(
                "/v1/proofs",
                HttpRequest.newBuilder(URI.create(base + "/v1/proofs"))
                        .header("Content-Type", "application/octet-stream")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(encodedBlock)));
    }

    private void ask(String path, HttpRequest.Builder request) throws Exception {
        HttpResponse<byte[]> answer = client.send(
                request.header("Authorization", "Bearer " + TOKEN).build(), HttpResponse.BodyHandlers.ofByteArray());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes((answer.statusCode() + " " + answer.headers().map() + "\n").getBytes(StandardCharsets.UTF_8));
        all.writeBytes(answer.body());
        captures.add(PREFIX + path, all.toByteArray());
    }

    /** The paths of the description that the edge itself has served. */
    Set<String> described() {
        String text = new String(captures.of(PREFIX + DESCRIPTION).iterator().next(), StandardCharsets.UTF_8);
        Set<String> paths = new TreeSet<>();
        Matcher path = Pattern.compile("(?m)^  (/[^ ]*):$").matcher(text);
        while (path.find()) {
            paths.add(path.group(1));
        }
        return paths;
    }

    static int status(byte[] answer) {
        return Integer.parseInt(new String(answer, 0, 3, StandardCharsets.US_ASCII));
    }
}
