package com.hookprobe.htp;

import com.hookprobe.htp.HtpEndpoint.Builder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process in a network namespace, for {@link NatNamespacesTest}: {@code validator}, {@code called HOST} or {@code caller
 * HOST}, with keys made from the role. Says what happened on standard output; ends when its standard input does.
 */
final class NatNode {
    static final int PORT = 4719;
    private static final int BYTES = 100_000;
    private static final long WAIT_S = 40;

    private enum Role {
        VALIDATOR,
        CALLED,
        CALLER;

        DeviceKey key() {
            return DeviceKey.fromSeed(seed(1));
        }

        KemKeyPair kem() {
            return KemKeyPair.fromSeed(seed(2));
        }

        private byte[] seed(int which) {
            byte[] seed = new byte[32];
            Arrays.fill(seed, (byte) (16 * which + ordinal()));
            return seed;
        }
    }

    private NatNode() {}

    public static void main(String[] args) throws Exception {
        Role role = Role.valueOf(args[0].toUpperCase(java.util.Locale.ROOT));
        KnownNodes nodes = new KnownNodes();
        for (Role other : Role.values()) {
            nodes.add(other.key().publicKey());
        }
        Builder builder = HtpEndpoint.builder(role.key()).kemKeyPair(role.kem()).directory(nodes);
        switch (role) {
            case VALIDATOR -> validator(builder);
            case CALLED -> called(builder, args[1]);
            case CALLER -> caller(builder, args[1]);
        }
    }

    private static void validator(Builder builder) throws Exception {
        try (HtpEndpoint endpoint = builder.bind(new InetSocketAddress("0.0.0.0", PORT))
                .introduces((caller, target) -> true)
                .open()) {
            say("ready at " + endpoint.localAddress());
            untilInputEnds();
        }
    }

    private static void called(Builder builder, String host) throws Exception {
        HtpListener echo = new HtpListener() {
            @Override
            public void onMessage(HtpSession session, int channel, byte[] message) {
                say("message of " + message.length + " bytes");
                session.send(channel, message);
            }
        };
        try (HtpEndpoint endpoint = builder.listener(echo).open()) {
            HtpSession validator = validator(endpoint, host);
            java.time.Instant now = java.time.Instant.now();
            validator.offer(KemBundle.sign(
                    Role.CALLED.key(), Role.CALLED.kem().publicKey(), now.minusSeconds(60), now.plusSeconds(600)));
            // What was sent before is there when this is.
            validator.send(Channels.USER, new byte[1]).get(WAIT_S, TimeUnit.SECONDS);
            say("offered, seen at " + validator.ownAddress().orElse(null));
            untilInputEnds();
        }
    }

    private static void caller(Builder builder, String host) throws Exception {
        byte[] sent = new byte[BYTES];
        new java.util.SplittableRandom(5).nextBytes(sent);
        CompletableFuture<byte[]> echoed = new CompletableFuture<>();
        HtpListener listener = new HtpListener() {
            @Override
            public void onMessage(HtpSession session, int channel, byte[] message) {
                echoed.complete(message);
            }
        };
        try (HtpEndpoint endpoint = builder.listener(listener).open()) {
            HtpSession validator = validator(endpoint, host);
            DeviceKey called = Role.CALLED.key();
            HtpSession session = endpoint.connectThrough(validator, called.nodeId(), called.publicKey())
                    .get(WAIT_S, TimeUnit.SECONDS);
            session.send(Channels.USER, sent).get(WAIT_S, TimeUnit.SECONDS);
            boolean same = Arrays.equals(sent, echoed.get(WAIT_S, TimeUnit.SECONDS));
            say((session.relayed() ? "relayed" : "direct") + (same ? " and intact" : " but damaged"));
        }
    }

    private static HtpSession validator(HtpEndpoint endpoint, String host) throws Exception {
        Role role = Role.VALIDATOR;
        InetSocketAddress address = new InetSocketAddress(host, PORT);
        return endpoint.connect(
                        new RemotePeer(address, role.key().nodeId(), role.kem().publicKey()))
                .get(WAIT_S, TimeUnit.SECONDS);
    }

    private static void untilInputEnds() throws IOException {
        int next;
        do {
            next = System.in.read();
        } while (next >= 0);
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
