package com.hookprobe.dsm.api.tlog;

import com.hookprobe.dsm.api.outside.Note;
import com.hookprobe.dsm.api.outside.Proofs;
import com.hookprobe.dsm.api.outside.Refused;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** A witness with the checks of C2SP tlog-witness.md, in its order, for one log. */
final class FakeWitness implements AutoCloseable {
    private final HttpServer server;
    private final KeyPair keys;
    private final Note.Key key;
    private final String origin;
    private final Note.Key log;
    long size;
    byte[] root = new byte[0];
    long time = 1_700_000_000;
    int requests;

    FakeWitness(String name, String origin, Note.Key log) throws IOException, GeneralSecurityException {
        this.origin = origin;
        this.log = log;
        this.keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = keys.getPublic().getEncoded();
        this.key = new Note.Key(name, 4, Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/w/add-checkpoint", this::handle);
        server.start();
    }

    URI prefix() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/w");
    }

    Note.Key key() {
        return key;
    }

    /** As witnesses publish it. */
    String verifierKey() {
        byte[] typed = new byte[33];
        typed[0] = 4;
        System.arraycopy(key.publicKey(), 0, typed, 1, 32);
        return key.name() + "+" + HexFormat.of().formatHex(key.id()) + "+"
                + Base64.getEncoder().encodeToString(typed);
    }

    String cosign(String text, long at) throws GeneralSecurityException {
        Signature ed25519 = Signature.getInstance("Ed25519");
        ed25519.initSign(keys.getPrivate());
        ed25519.update(("cosignature/v1\ntime " + at + "\n" + text).getBytes(StandardCharsets.UTF_8));
        byte[] signed = ByteBuffer.allocate(4 + 8 + 64)
                .put(key.id())
                .putLong(at)
                .put(ed25519.sign())
                .array();
        return "\u2014 " + key.name() + " " + Base64.getEncoder().encodeToString(signed) + "\n";
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        requests++;
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int status;
        String answer = "";
        try {
            status = check(exchange.getRequestMethod(), body);
            if (status == 200) {
                String note = body.substring(body.indexOf("\n\n") + 2);
                answer =
                        cosign(Note.parse(note.getBytes(StandardCharsets.UTF_8)).text(), time);
            } else if (status == 409) {
                answer = size + "\n";
                exchange.getResponseHeaders().set("Content-Type", "text/x.tlog.size");
            }
        } catch (GeneralSecurityException | Refused | RuntimeException e) {
            status = 400;
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private int check(String method, String body) throws Refused {
        int split = body.indexOf("\n\n");
        String[] head = body.substring(0, split).split("\n");
        if (!method.equals("POST") || !head[0].matches("old (0|[1-9][0-9]*)") || head.length > 64) {
            return 400;
        }
        long old = Long.parseLong(head[0].substring(4));
        List<byte[]> proof = new ArrayList<>();
        for (String line : Arrays.asList(head).subList(1, head.length)) {
            proof.add(Base64.getDecoder().decode(line));
        }
        Note note = Note.parse(body.substring(split + 2).getBytes(StandardCharsets.UTF_8));
        String[] lines = note.text().split("\n");
        if (!lines[0].equals(origin)) {
            return 404;
        }
        try {
            note.requireSignature(log);
        } catch (Refused e) {
            return 403;
        }
        long now = Long.parseLong(lines[1]);
        byte[] newRoot = Base64.getDecoder().decode(lines[2]);
        if (old > now) {
            return 400;
        }
        if (old != size || (old == now && old > 0 && !Arrays.equals(root, newRoot))) {
            return 409;
        }
        boolean consistent = old == 0 ? proof.isEmpty() : Proofs.consistent(old, root, now, newRoot, proof);
        if (!consistent) {
            return 422;
        }
        size = now;
        root = newRoot;
        return 200;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
