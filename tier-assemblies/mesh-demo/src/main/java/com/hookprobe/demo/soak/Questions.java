package com.hookprobe.demo.soak;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What is asked of the nodes over HTTP: whether they are ready, their metrics, pages of their consoles. */
final class Questions {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private long asked;

    /** An answer, or a status of 0 and why there is none. */
    record Answer(int status, String body) {}

    /** Asks, and does not wait; what comes is always an answer. */
    CompletableFuture<Answer> ask(int port, String path) {
        if (port == 0) {
            return CompletableFuture.completedFuture(new Answer(0, "its API does not listen"));
        }
        asked++;
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .handle((answer, failure) -> answer == null
                        ? new Answer(0, String.valueOf(failure))
                        : new Answer(answer.statusCode(), answer.body()));
    }

    /** Sums of all series of each metric, by its name; empty when the node does not answer. */
    Map<String, Double> metrics(int port) {
        Answer answer = ask(port, "/metrics").join();
        return answer.status() == 200 ? sums(answer.body()) : Map.of();
    }

    static Map<String, Double> sums(String text) {
        Map<String, Double> sums = new HashMap<>();
        for (String line : text.split("\n")) {
            int space = line.lastIndexOf(' ');
            if (line.isEmpty() || line.charAt(0) == '#' || space < 0) {
                continue;
            }
            int brace = line.indexOf('{');
            String name = line.substring(0, brace >= 0 && brace < space ? brace : space);
            try {
                sums.merge(name, Double.parseDouble(line.substring(space + 1)), Double::sum);
            } catch (NumberFormatException e) {
                // NaN is parsed; anything else is no sample.
                continue;
            }
        }
        return sums;
    }

    long asked() {
        return asked;
    }
}
