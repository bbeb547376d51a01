package com.hookprobe.console;

import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * The page and what it loads. All files but the page lie below a folder that is named by the hash of all of them: what was loaded once
 * never changes under its path, and files of two releases never mix. Each is in memory as it is sent, plain and with gzip.
 */
final class Assets {
    private static final String FOLDER = "assets/";
    private static final String LIST = "files.txt";
    private static final String PAGE = "index.html";
    private static final String BASE = "{{assets}}";
    private static final int HASH_DIGITS = 16;
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "txt", "text/plain; charset=utf-8");

    private final List<Endpoint> endpoints = new ArrayList<>();

    private Assets() {}

    static Assets ofJar() {
        Map<String, byte[]> files = new TreeMap<>();
        for (String name :
                new String(read(LIST), StandardCharsets.UTF_8).lines().toList()) {
            files.put(name, read(name));
        }
        MessageDigest digest = sha256();
        files.forEach((name, bytes) -> {
            digest.update((name + '\n' + bytes.length + '\n').getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
        });
        String base = "/assets/" + HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS) + '/';
        Assets assets = new Assets();
        files.forEach((name, bytes) -> assets.add(name, bytes, base));
        return assets;
    }

    List<Endpoint> endpoints() {
        return endpoints;
    }

    private void add(String name, byte[] bytes, String base) {
        boolean page = name.equals(PAGE);
        byte[] plain = page
                ? new String(bytes, StandardCharsets.UTF_8).replace(BASE, base).getBytes(StandardCharsets.UTF_8)
                : bytes;
        // Weak: it stands for the plain bytes and for those with gzip.
        String etag = "W/\"" + HexFormat.of().formatHex(sha256().digest(plain)).substring(0, HASH_DIGITS) + '"';
        File file = new File(
                type(name), etag, page ? "no-cache" : "public, max-age=31536000, immutable", plain, gzip(plain), page);
        endpoints.add(Endpoint.get(page ? "/" : base + name, Endpoint.Guard.OPEN, Set.of(), file::answer));
    }

    /** One file as it is sent. */
    private record File(String type, String etag, String cache, byte[] plain, byte[] gzip, boolean page) {
        Response answer(Request request) {
            if (request.header("If-None-Match").contains(etag)) {
                return dressed(Response.empty(304));
            }
            boolean small =
                    request.acceptEncoding().toLowerCase(Locale.ROOT).contains("gzip") && gzip.length < plain.length;
            Response response = Response.bytes(200, type, small ? gzip : plain);
            return dressed(small ? response.header("Content-Encoding", "gzip") : response);
        }

        private Response dressed(Response response) {
            Response told =
                    response.header("ETag", etag).header("Cache-Control", cache).header("Vary", "Accept-Encoding");
            return page ? Security.page(told) : Security.of(told);
        }
    }

    private static String type(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1);
        String type = TYPES.get(ending);
        if (type == null) {
            throw new IllegalStateException("asset " + name + ": expected an ending of " + TYPES.keySet());
        }
        return type;
    }

    private static byte[] read(String name) {
        try (InputStream in = Assets.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("asset " + name + ": listed in " + LIST + " and not in the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("asset " + name, e);
        }
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 2 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return out.toByteArray();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
