package com.hookprobe.identity.access.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * A small OpenID provider on loopback, with real signatures: discovery, authorize, token, keys. It holds codes to one use, to their
 * redirect URI and to PKCE, rotates its keys, and can be told to lie.
 */
final class TestProvider implements AutoCloseable {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    /** Generated once: RSA keys take their time. */
    private static final Map<String, JWK> KEYS = new HashMap<>();

    private record Code(Map<String, String> asked) {}

    final URI issuer;
    private final HttpServer server;
    private final Clock clock;
    private final Map<String, Code> codes = new HashMap<>();

    /** What is said in the next id token, after what an honest provider says. */
    UnaryOperator<Map<String, Object>> claims = UnaryOperator.identity();

    UnaryOperator<Map<String, Object>> discovery = UnaryOperator.identity();
    UnaryOperator<Map<String, Object>> keys = UnaryOperator.identity();
    UnaryOperator<JWSHeader.Builder> header = UnaryOperator.identity();
    /** The last word about the token's text. */
    UnaryOperator<String> token = UnaryOperator.identity();

    Map<String, Object> person = new LinkedHashMap<>(
            Map.of("sub", "248289761001", "preferred_username", "Alice", "groups", List.of("soc", "everyone")));
    JWK signing = key(JWSAlgorithm.RS256, "first");
    List<JWK> published = List.of(signing);
    boolean namesItself;
    String clientSecret = "";
    int asksForKeys;
    int verifiedChallenges;

    TestProvider(Clock clock) throws IOException {
        this.clock = clock;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "provider");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext(
                "/.well-known/openid-configuration", exchange -> json(exchange, 200, discovery.apply(described())));
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        server.createContext("/jwks", exchange -> {
            asksForKeys++;
            Map<String, Object> set = new LinkedHashMap<>();
            set.put(
                    "keys",
                    published.stream().map(k -> k.toPublicJWK().toJSONObject()).toList());
            json(exchange, 200, keys.apply(set));
        });
        server.createContext("/redirect", exchange -> {
            exchange.getResponseHeaders().add("Location", issuer + "/jwks");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/huge", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] block = new byte[64 * 1024];
            try (var body = exchange.getResponseBody()) {
                for (int i = 0; i < 10_000; i++) {
                    body.write(block);
                }
            }
        });
        server.createContext("/drip", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            // Not ended: the reader has to give up by itself. The server's end closes it.
        });
        server.start();
    }

    static synchronized JWK key(JWSAlgorithm algorithm, String kid) {
        return KEYS.computeIfAbsent(algorithm + " " + kid, name -> {
            try {
                if (algorithm.equals(JWSAlgorithm.RS256)) {
                    return new RSAKeyGenerator(2048).keyID(kid).generate();
                }
                if (algorithm.equals(JWSAlgorithm.ES256)) {
                    return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
                }
                return new OctetKeyPairGenerator(Curve.Ed25519).keyID(kid).generate();
            } catch (JOSEException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    void signWith(JWK key) {
        signing = key;
        published = List.of(key);
    }

    /** What a browser does: goes where it is sent, and comes back with parameters. */
    static Map<String, String> browse(URI authorize) throws Exception {
        var answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(authorize).GET().build(), BodyHandlers.discarding());
        String location =
                answer.headers().firstValue("Location").orElseThrow(() -> new IllegalStateException("" + answer));
        return query(URI.create(location).getRawQuery());
    }

    private Map<String, Object> described() {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("issuer", issuer.toString());
        said.put("authorization_endpoint", issuer + "/authorize");
        said.put("token_endpoint", issuer + "/token");
        said.put("jwks_uri", issuer + "/jwks");
        said.put("code_challenge_methods_supported", List.of("S256"));
        if (namesItself) {
            said.put("authorization_response_iss_parameter_supported", true);
        }
        return said;
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> asked = query(exchange.getRequestURI().getRawQuery());
        boolean fits = "code".equals(asked.get("response_type"))
                && "S256".equals(asked.get("code_challenge_method"))
                && asked.getOrDefault("code_challenge", "").length() == 43
                && List.of(asked.getOrDefault("scope", "").split(" ")).contains("openid");
        if (!fits) {
            json(exchange, 400, Map.of("error", "invalid_request"));
            return;
        }
        String code = UUID.randomUUID().toString();
        synchronized (codes) {
            codes.put(code, new Code(asked));
        }
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("code", code);
        answer.put("state", asked.get("state"));
        if (namesItself) {
            answer.put("iss", issuer.toString());
        }
        exchange.getResponseHeaders().add("Location", asked.get("redirect_uri") + "?" + Web.encode(answer));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = query(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Code code;
        synchronized (codes) {
            code = codes.remove(form.getOrDefault("code", ""));
        }
        String basic = "Basic "
                + Base64.getEncoder().encodeToString(("mesh:" + clientSecret).getBytes(StandardCharsets.UTF_8));
        boolean known = clientSecret.isEmpty()
                ? "mesh".equals(form.get("client_id"))
                : basic.equals(exchange.getRequestHeaders().getFirst("Authorization"));
        if (code == null
                || !known
                || !form.get("redirect_uri").equals(code.asked().get("redirect_uri"))
                || !challenge(form.get("code_verifier")).equals(code.asked().get("code_challenge"))) {
            json(exchange, 400, Map.of("error", "invalid_grant"));
            return;
        }
        verifiedChallenges++;
        long now = clock.instant().getEpochSecond();
        Map<String, Object> said = new LinkedHashMap<>(person);
        said.put("iss", issuer.toString());
        said.put("aud", code.asked().get("client_id"));
        said.put("nonce", code.asked().get("nonce"));
        said.put("iat", now);
        said.put("exp", now + 300);
        json(
                exchange,
                200,
                Map.of("access_token", "x", "token_type", "Bearer", "id_token", token.apply(sign(claims.apply(said)))));
    }

    String sign(Map<String, Object> said) {
        try {
            JWSAlgorithm algorithm;
            JWSSigner signer;
            switch (signing.getKeyType().getValue()) {
                case "RSA" -> {
                    algorithm = JWSAlgorithm.RS256;
                    signer = new RSASSASigner(signing.toRSAKey());
                }
                case "EC" -> {
                    algorithm = JWSAlgorithm.ES256;
                    signer = new ECDSASigner(signing.toECKey());
                }
                default -> {
                    algorithm = JWSAlgorithm.EdDSA;
                    signer = new Ed25519Signer(signing.toOctetKeyPair());
                }
            }
            JWSObject object = new JWSObject(
                    header.apply(new JWSHeader.Builder(algorithm).keyID(signing.getKeyID()))
                            .build(),
                    new Payload(said));
            object.sign(signer);
            return object.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String challenge(String verifier) {
        try {
            return BASE64.encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> query(String text) {
        Map<String, String> read = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            read.put(
                    URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                    URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return read;
    }

    private static void json(HttpExchange exchange, int status, Map<String, Object> body) throws IOException {
        byte[] bytes = JSONObjectUtils.toJSONString(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
