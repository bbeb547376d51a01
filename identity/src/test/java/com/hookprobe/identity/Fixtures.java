package com.hookprobe.identity;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Values that several tests use. Everything comes from seeds, so a failure repeats. */
final class Fixtures {
    /** As cheap as Argon2id gets, for tests only. */
    static final KdfCost CHEAP = new KdfCost(8, 1, 1);

    private Fixtures() {}

    static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        random(seed).nextBytes(bytes);
        return bytes;
    }

    static DeviceKey key(long seed) {
        return DeviceKey.generate(random(seed));
    }

    /** A card with no optional field. */
    static NodeCard plainCard(DeviceKey key, Tier tier) {
        return NodeCard.builder(key.nodeIdAsFirstKey(), "site-7 edge", tier, bytes(1, 32))
                .sign(key);
    }

    /** A card with all fields. */
    static NodeCard fullCard(DeviceKey key) {
        return NodeCard.builder(key.nodeIdAsFirstKey(), "validator.3", Tier.SENTINEL, bytes(2, 32))
                .kemPublicKey(EnrolmentRequest.kemPublicKey(bytes(3, 32)))
                .blsKey(bytes(4, 48), bytes(5, 96))
                .sign(key);
    }

    /** What a device with two cards and a disk seals. */
    static EnrolmentSecrets secrets() {
        return EnrolmentSecrets.of(bytes(6, 32), hardware());
    }

    static HardwareDigests hardware() {
        return HardwareReading.of(
                        HardwareKind.VIRTUAL,
                        Map.of(
                                HardwareField.MAC,
                                List.of("52:54:00:00:00:01", "52:54:00:00:00:02"),
                                HardwareField.DISK_SERIAL,
                                List.of("vol-1")))
                .digests();
    }

    static EnrolmentRequest request(DeviceKey key, NodeCard card, byte[] verifierKemSeed) {
        try (EnrolmentSecrets secrets = secrets()) {
            return EnrolmentRequest.create(
                    card, key, secrets, EnrolmentRequest.kemPublicKey(verifierKemSeed), bytes(7, 20));
        }
    }

    static EnrolmentRequest request(long seed) {
        DeviceKey key = key(seed);
        return request(key, plainCard(key, Tier.GUARDIAN), bytes(8, 32));
    }

    static byte[] flipped(byte[] original, int at, int mask) {
        byte[] changed = original.clone();
        changed[at] ^= (byte) mask;
        return changed;
    }

    static byte[] cut(byte[] original, int length) {
        return Arrays.copyOf(original, length);
    }
}
