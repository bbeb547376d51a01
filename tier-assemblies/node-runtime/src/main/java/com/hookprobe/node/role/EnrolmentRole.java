package com.hookprobe.node.role;

import com.hookprobe.http.JdkServerLimits;
import com.hookprobe.http.RateLimiter;
import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.Secret;
import com.hookprobe.node.config.RegistrySettings;
import com.hookprobe.node.log.EventLog;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Enrolment over HTTP, where the configuration says so: {@code POST /v1/enrolments} with the text of {@code keys request}. On
 * threads of its own; a request that is slow, long, or one of too many costs no more than its connection.
 */
final class EnrolmentRole implements Role {
    static final String PATH = "/v1/enrolments";
    /** A request in text is a third longer than its bytes, and has line ends and a frame. */
    static final int BODY_BYTES_MAX = 2 * EnrolmentRequest.BYTES_MAX;

    private static final int THREADS = 4;
    private static final int WAITING_MAX = 256;
    private static final int BACKLOG = 64;
    private static final int REGISTRY_SECONDS = 10;
    private static final double PER_MINUTE = 10;
    private static final int BURST = 10;
    private static final double ALL_PER_MINUTE = 600;
    private static final int ALL_BURST = 200;
    private static final int ADDRESSES_MAX = 10_000;

    private final NodeContext node;
    private final RegistryDesk registry;
    private final RegistrySettings.@Nullable Enrolment settings;
    private final RateLimiter each = new RateLimiter(PER_MINUTE / 60, BURST, ADDRESSES_MAX, System::nanoTime);
    private final RateLimiter all = new RateLimiter(ALL_PER_MINUTE / 60, ALL_BURST, 1, System::nanoTime);
    private @Nullable Secret kemSeed;
    private @Nullable HttpServer server;
    private @Nullable ThreadPoolExecutor threads;

    EnrolmentRole(NodeContext node, RegistryDesk registry, RegistrySettings.@Nullable Enrolment settings) {
        this.node = node;
        this.registry = registry;
        this.settings = settings;
    }

    @Override
    public void start() throws Exception {
        RegistrySettings.Enrolment wanted = settings;
        if (wanted == null) {
            return;
        }
        Secret seed = node.keys().kemSeed();
        kemSeed = seed;
        EnrolmentDesk desk = new EnrolmentDesk(registry, seed, wanted.takesAll());
        JdkServerLimits.apply();
        HttpServer http = bind(new InetSocketAddress(wanted.address(), wanted.portNumber()));
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS, THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING_MAX), work -> {
                    Thread thread = new Thread(work, "enrolment");
                    thread.setDaemon(true);
                    return thread;
                });
        http.createContext("/", exchange -> answer(exchange, desk));
        http.setExecutor(pool);
        http.start();
        server = http;
        threads = pool;
        node.log()
                .event(
                        "enrolment_listening",
                        "address",
                        http.getAddress().getAddress().getHostAddress(),
                        "port",
                        http.getAddress().getPort(),
                        "open",
                        wanted.takesAll());
    }

    private static HttpServer bind(InetSocketAddress address) throws IOException {
        try {
            return HttpServer.create(address, BACKLOG);
        } catch (BindException e) {
            throw new IOException(
                    "expected " + address
                            + " to be free for enrolments, found it taken or not of this machine: end what"
                            + " listens there, or set registry.enrolment",
                    e);
        }
    }

    private void answer(HttpExchange exchange, EnrolmentDesk desk) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals(PATH)) {
                say(exchange, 404, "error", "expected " + PATH);
                return;
            }
            if (!exchange.getRequestMethod().equals("POST")) {
                exchange.getResponseHeaders().set("Allow", "POST");
                say(exchange, 405, "error", "expected POST");
                return;
            }
            int wait = wait(exchange.getRemoteAddress().getAddress());
            if (wait > 0) {
                exchange.getResponseHeaders().set("Retry-After", Integer.toString(wait));
                say(exchange, 429, "error", "too many requests; try again in " + wait + " s");
                return;
            }
            byte[] body;
            try (InputStream in = exchange.getRequestBody()) {
                body = in.readNBytes(BODY_BYTES_MAX + 1);
            }
            if (body.length > BODY_BYTES_MAX) {
                say(exchange, 413, "error", "expected at most " + BODY_BYTES_MAX + " bytes");
                return;
            }
            say(exchange, take(desk, new String(body, StandardCharsets.US_ASCII)));
        }
    }

    private int wait(InetAddress from) {
        int own = each.refusal(from);
        // Everybody together: the registry has other work.
        return own > 0 ? own : all.refusal(InetAddress.getLoopbackAddress());
    }

    private EnrolmentDesk.Answer take(EnrolmentDesk desk, String text) {
        try {
            return desk.take(text).get(REGISTRY_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new EnrolmentDesk.Answer.Busy();
        } catch (ExecutionException | TimeoutException e) {
            return new EnrolmentDesk.Answer.Busy();
        }
    }

    private void say(HttpExchange exchange, EnrolmentDesk.Answer answer) throws IOException {
        if (answer instanceof EnrolmentDesk.Answer.Taken taken) {
            String id = taken.device().id().hex();
            String status = taken.device().status().name();
            node.log().event("enrolment", "node_id", id, "status", status);
            say(exchange, 200, "node_id", id, "status", status);
        } else if (answer instanceof EnrolmentDesk.Answer.NotARequest bad) {
            say(exchange, 400, "error", "expected a request of 'keys request' to this verifier: " + bad.why());
        } else if (answer instanceof EnrolmentDesk.Answer.Refused) {
            node.log().event("enrolment", "node_id", "", "status", "REFUSED");
            say(exchange, 403, "error", "refused; the operator of the registry can look up why");
        } else {
            exchange.getResponseHeaders().set("Retry-After", "60");
            say(exchange, 503, "error", "not now; try again later");
        }
    }

    private static void say(HttpExchange exchange, int status, String... fields) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            map.put(fields[i], fields[i + 1]);
        }
        byte[] body = (EventLog.json(map) + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Where it listens; null when it does not. */
    @Nullable InetSocketAddress listening() {
        return server == null ? null : server.getAddress();
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
        if (threads != null) {
            threads.shutdownNow();
        }
        if (kemSeed != null) {
            kemSeed.close();
        }
    }
}
