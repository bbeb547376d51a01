package com.hookprobe.node.cli;

import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.EnrolmentSecrets;
import com.hookprobe.identity.HardwareDigests;
import com.hookprobe.identity.HardwareReading;
import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.Tier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** Signed enrolment requests of new devices, as files, without the keystores that would cost a second each. */
final class Requests {
    private static final byte[] KEM = EnrolmentRequest.kemPublicKey(new byte[32]);
    private static final HardwareDigests HARDWARE = HardwareReading.read().digests();

    private final SecureRandom random = new SecureRandom();
    private final Path folder;

    Requests(Path folder) {
        this.folder = folder;
    }

    record Made(String file, String id) {}

    Made make(String name, Tier tier) throws Exception {
        DeviceKey key = DeviceKey.generate(random);
        NodeCard card = NodeCard.builder(key.nodeIdAsFirstKey(), name, tier, new byte[32])
                .sign(key);
        try (EnrolmentSecrets secrets = EnrolmentSecrets.of(new byte[32], HARDWARE)) {
            return made(name, EnrolmentRequest.create(card, key, secrets, KEM, new byte[20]));
        }
    }

    private Made made(String name, EnrolmentRequest request) throws Exception {
        Path file = folder.resolve(name + ".request");
        Files.writeString(file, request.toText());
        return new Made(file.toString(), request.card().nodeId().hex());
    }

    /** With a one-time token, sealed to a verifier's key. */
    Made withToken(String name, byte[] token, byte[] kemPublicKey) throws Exception {
        DeviceKey key = DeviceKey.generate(random);
        NodeCard card = NodeCard.builder(key.nodeIdAsFirstKey(), name, Tier.GUARDIAN, new byte[32])
                .sign(key);
        try (EnrolmentSecrets secrets = EnrolmentSecrets.of(new byte[32], token, HARDWARE)) {
            return made(name, EnrolmentRequest.create(card, key, secrets, kemPublicKey, new byte[20]));
        }
    }

    Made guardian(String name) throws Exception {
        return make(name, Tier.GUARDIAN);
    }
}
