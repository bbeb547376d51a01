package com.hookprobe.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** People who use the MSSP's pages all along: one of the provider and some of tenants, each asking a few times a second. */
final class ConsoleOperators implements AutoCloseable {
    private static final String PASSWORD = "eleven blue lanterns";
    private static final long THINK_MS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String base;
    private final int devices;
    private final int tenants;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, List<Long>> nanos = new TreeMap<>();
    private final Map<String, Long> errors = new TreeMap<>();
    private final Map<String, Long> bytes = new TreeMap<>();
    private volatile boolean stopped;
    private volatile boolean paused = true;

    ConsoleOperators(int port, int devices, int tenants) {
        this.base = "http://127.0.0.1:" + port;
        this.devices = devices;
        this.tenants = tenants;
    }

    private final class Person {
        private final HttpClient client = HttpClient.newHttpClient();
        private final SplittableRandom random = new SplittableRandom();
        private final String role;
        private String cookie = "";

        private Person(String role) {
            this.role = role;
        }

        private HttpRequest.Builder request(String path) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
            return cookie.isEmpty() ? request : request.header("Cookie", cookie);
        }

        private void post(String path, Map<String, String> body) throws Exception {
            HttpResponse<String> answer = client.send(
                    request(path)
                            .header("X-HookProbe-Console", "1")
                            .header("Origin", base)
                            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
            }
            answer.headers().firstValue("Set-Cookie").ifPresent(set -> cookie = set.split(";", 2)[0]);
        }

        private void login(String name) throws Exception {
            post("/ui/api/login", Map.of("name", name, "password", DevicesMesh.FIRST_PASSWORD));
            post("/ui/api/password", Map.of("old", DevicesMesh.FIRST_PASSWORD, "fresh", PASSWORD));
        }

        private JsonNode ask(String what, String path, int expected) throws InterruptedException {
            String name = role + " " + what;
            long began = System.nanoTime();
            try {
                HttpResponse<byte[]> answer =
                        client.send(request(path).build(), HttpResponse.BodyHandlers.ofByteArray());
                long took = System.nanoTime() - began;
                if (answer.statusCode() != expected) {
                    error(name + ": " + answer.statusCode());
                    return JSON.nullNode();
                }
                note(name, took, answer.body().length);
                return expected == 200 && answer.body().length > 0 && answer.body()[0] != '#'
                        ? JSON.readTree(answer.body())
                        : JSON.nullNode();
            } catch (IOException e) {
                error(name + ": " + e.getClass().getSimpleName());
                return JSON.nullNode();
            } finally {
                Thread.sleep(THINK_MS);
            }
        }

        /** One round of what a person looks at; a place is a tenant or all. */
        private void round(String place, boolean provider) throws Exception {
            if (provider) {
                ask("status", "/status", 200);
                ask("metrics", "/metrics", 200);
                ask("node", "/ui/api/node", 200);
                ask("mesh", "/ui/api/mesh", 200);
                ask("ledger checkpoints", "/ui/api/ledger/checkpoints?limit=100", 200);
                ask("ledger blocks", "/ui/api/ledger/blocks?limit=100", 200);
                ask("words", "/ui/api/words", 200);
            } else {
                ask("me", "/ui/api/me", 200);
            }
            String of = "/ui/api/devices?place=" + place + "&limit=100";
            JsonNode first = ask("devices, first page", of, 200);
            String next = first.path("next").asText();
            if (!next.isEmpty()) {
                ask("devices, next page", of + "&after=" + next, 200);
            }
            int tenant = provider ? random.nextInt(tenants) : Integer.parseInt(place.replaceAll("\\D", ""));
            int number = tenant + tenants * random.nextInt(Math.max(1, devices / tenants));
            JsonNode found = ask("search", of + "&text=" + MadeDevice.name(number), 200);
            String id = found.path("devices").path(0).path("id").asText();
            if (!id.isEmpty()) {
                ask("one device", "/ui/api/devices/" + id, 200);
            }
            if (!provider && tenants > 1) {
                int other = (tenant + 1) % tenants;
                JsonNode not = ask("search for another's", of + "&text=" + MadeDevice.name(other), 200);
                if (!not.path("devices").isEmpty()) {
                    throw new BrokenPromise("an operator of " + place + " found a device of another tenant");
                }
            }
        }
    }

    private synchronized void note(String name, long took, int size) {
        nanos.computeIfAbsent(name, key -> new ArrayList<>()).add(took);
        bytes.merge(name, (long) size, Math::max);
    }

    private synchronized void error(String what) {
        errors.merge(what, 1L, Long::sum);
    }

    /** Logs all in, and begins. */
    void start() throws Exception {
        begin("provider", DevicesMesh.PLATFORM_OPERATOR.substring(2), "*", true);
        for (int t = 0; t < Math.min(tenants, DevicesMesh.TENANT_OPERATORS); t++) {
            begin("tenant", DevicesMesh.tenantOperator(t), DevicesMesh.tenant(t).value(), false);
        }
        paused = false;
    }

    private void begin(String role, String login, String place, boolean provider) throws Exception {
        Person person = new Person(role);
        person.login(login);
        Thread thread = new Thread(
                () -> {
                    try {
                        while (!stopped) {
                            if (paused) {
                                Thread.sleep(THINK_MS);
                            } else {
                                person.round(place, provider);
                            }
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (Exception e) {
                        error(String.valueOf(e));
                    }
                },
                "operator-" + login);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    void pause(boolean pause) {
        paused = pause;
    }

    private static Map<String, Object> row(List<Long> nanos, long bytes) {
        return Map.of(
                "answers",
                nanos.size(),
                "p50_ms",
                DeviceTally.millis(nanos, 50),
                "p99_ms",
                DeviceTally.millis(nanos, 99),
                "most_ms",
                DeviceTally.millis(nanos, 100),
                "bytes",
                bytes);
    }

    /** By what was asked, since the last question: answers, p50, p99 and most in milliseconds, longest answer in bytes. */
    synchronized Map<String, Object> take() {
        Map<String, Object> all = new TreeMap<>();
        nanos.forEach((name, list) -> all.put(name, row(list, bytes.getOrDefault(name, 0L))));
        List<Long> every = nanos.values().stream().flatMap(List::stream).toList();
        all.put("all", row(every, 0L));
        all.put("errors", new TreeMap<>(errors));
        nanos.clear();
        bytes.clear();
        errors.clear();
        return all;
    }

    @Override
    public void close() {
        stopped = true;
        threads.forEach(Thread::interrupt);
    }
}
