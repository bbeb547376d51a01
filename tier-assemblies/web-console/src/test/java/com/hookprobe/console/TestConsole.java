package com.hookprobe.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.http.EdgeConfig;
import com.hookprobe.http.Endpoint;
import com.hookprobe.http.HttpEdge;
import com.hookprobe.http.Limits;
import com.hookprobe.http.Response;
import com.hookprobe.identity.access.Access;
import com.hookprobe.identity.access.Grant;
import com.hookprobe.identity.access.LoginName;
import com.hookprobe.identity.access.Principal;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegistryOptions;
import com.hookprobe.identity.registry.sql.Database;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A console on a real edge and a real SQLite database, and people at it. */
final class TestConsole implements AutoCloseable {
    static final String PASSWORD = "seven green bottles";
    static final ObjectMapper JSON = new ObjectMapper();

    final FakeNode node;
    final Database database;
    final Access access;
    final Optional<DeviceRegistry> registry;
    final Console console;
    final HttpEdge edge;
    final String base;
    private final HttpClient client = HttpClient.newHttpClient();

    TestConsole(Path folder, boolean isSite, int port) throws Exception {
        this(folder, isSite, port, new ConsoleConfig("test", false, Set.of(), Optional.empty(), 4, 2));
    }

    TestConsole(Path folder, boolean isSite, int port, ConsoleConfig config) throws Exception {
        this.node = new FakeNode(isSite);
        this.database = Database.sqlite(folder.resolve("registry.db"));
        this.registry = isSite ? Optional.empty() : Optional.of(DeviceRegistry.open(database, RegistryOptions.DEFAULT));
        if (isSite) {
            DeviceRegistry.open(database, RegistryOptions.DEFAULT);
        }
        this.access = new Access(database, entry -> {});
        this.console = Console.open(config, access, registry, node);
        List<Endpoint> all = new ArrayList<>(console.endpoints());
        all.add(Endpoint.get(
                "/metrics", Endpoint.Guard.OPEN, Set.of(), r -> Response.text(200, "text/plain", "up 1\n")));
        Limits limits = new Limits(4, 64, Duration.ofSeconds(2), 32, 2_000, 5_000, Duration.ofSeconds(2));
        this.edge = HttpEdge.start(
                new EdgeConfig(
                        "console",
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        Optional.empty(),
                        limits),
                all);
        this.base = "http://localhost:" + edge.address().getPort();
    }

    /** Somebody with these roles, who has chosen his password. */
    void account(String login, Grant... grants) throws Exception {
        Principal local = Principal.local("root");
        LoginName name = LoginName.parse(login);
        access.accounts().add(local, name, (PASSWORD + " first").toCharArray());
        for (Grant grant : grants) {
            access.accounts().grant(local, name, grant);
        }
        Principal self = access.passwordLogin()
                .login(login, (PASSWORD + " first").toCharArray(), InetAddress.getLoopbackAddress())
                .principal();
        access.accounts().changePassword(self, (PASSWORD + " first").toCharArray(), PASSWORD.toCharArray());
    }

    /** A browser of one person. */
    Browser in(String login) throws Exception {
        Browser browser = new Browser();
        HttpResponse<String> answer =
                browser.post("/ui/api/login", "{\"name\":\"" + login + "\",\"password\":\"" + PASSWORD + "\"}");
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.body());
        }
        return browser;
    }

    Browser nobody() {
        return new Browser();
    }

    /** Keeps one cookie and sends what the page sends. */
    final class Browser {
        String cookie = "";

        HttpRequest.Builder request(String path) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(20));
            return cookie.isEmpty() ? request : request.header("Cookie", cookie);
        }

        HttpResponse<String> get(String path) throws Exception {
            return client.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
        }

        JsonNode json(String path) throws Exception {
            HttpResponse<String> answer = get(path);
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(answer.statusCode() + " " + answer.body());
            }
            return JSON.readTree(answer.body());
        }

        HttpResponse<String> post(String path, String body) throws Exception {
            return send(request(path)
                    .header(Door.HEADER, "1")
                    .header("Origin", base)
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build());
        }

        HttpResponse<String> send(HttpRequest request) throws Exception {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            answer.headers().firstValue("Set-Cookie").ifPresent(set -> cookie = set.split(";", 2)[0]);
            return answer;
        }

        HttpResponse<java.io.InputStream> stream(String lastId) throws Exception {
            HttpRequest.Builder request = request("/ui/live");
            return client.send(
                    lastId.isEmpty()
                            ? request.build()
                            : request.header("Last-Event-ID", lastId).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
        }
    }

    @Override
    public void close() throws Exception {
        console.close();
        edge.close();
        database.close();
    }
}
