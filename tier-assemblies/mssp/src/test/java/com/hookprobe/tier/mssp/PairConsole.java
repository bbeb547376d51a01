package com.hookprobe.tier.mssp;

import com.hookprobe.identity.access.Access;
import com.hookprobe.identity.access.AuditSink;
import com.hookprobe.identity.access.Principal;
import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.node.config.RegistryPlace;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A person at the consoles of two MSSPs, whose accounts and sessions are in one database. */
final class PairConsole {
    private static final Pattern PORT = Pattern.compile("\"port\":(\\d+)");

    private final HttpClient client = HttpClient.newHttpClient();
    private String cookie = "";

    private static String base(MsspProcess mssp) throws Exception {
        Matcher port = PORT.matcher(mssp.logged("web_listening").get(0));
        if (!port.find()) {
            throw new IllegalStateException("no port in web_listening");
        }
        return "http://127.0.0.1:" + port.group(1);
    }

    /** The first account, made at one of them. */
    int first(MsspProcess at, String registry) throws Exception {
        char[] password = "none".toCharArray();
        String secret;
        try (Database database = RegistryPlace.parse(registry, Optional.empty()).open(password::clone)) {
            secret = new Access(database, AuditSink.NONE)
                    .bootstrap()
                    .offer(Principal.local("root"))
                    .orElseThrow();
        }
        String base = base(at);
        String account =
                "{\"secret\":\"%s\",\"name\":\"ada\",\"password\":\"a long walk over the hills\"}".formatted(secret);
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(base + "/ui/api/first"))
                        .header("X-HookProbe-Console", "1")
                        .header("Origin", base)
                        .POST(HttpRequest.BodyPublishers.ofString(account))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        answer.headers().firstValue("Set-Cookie").ifPresent(set -> cookie = set.split(";", 2)[0]);
        return answer.statusCode();
    }

    /** What one of them answers to the same session. */
    HttpResponse<String> mesh(MsspProcess at) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(base(at) + "/ui/api/mesh"))
                        .header("Cookie", cookie)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
