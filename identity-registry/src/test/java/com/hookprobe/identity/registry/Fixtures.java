package com.hookprobe.identity.registry;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.EnrolmentSecrets;
import com.hookprobe.identity.HardwareDigests;
import com.hookprobe.identity.HardwareReading;
import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Values that several tests use. Keys and names come from seeds, so a failure repeats. */
final class Fixtures {
    static final Instant START = Instant.ofEpochSecond(1_800_000_000L);

    private static final byte[] KEM_PUBLIC = EnrolmentRequest.kemPublicKey(bytes(8, 32));

    private Fixtures() {}

    /** A clock that stands until it is set. */
    static final class SetClock extends Clock {
        volatile Instant now = START;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private static final HardwareDigests HARDWARE = HardwareReading.read().digests();

    static byte[] bytes(long seed, int length) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    static DeviceKey key(long seed) {
        return DeviceKey.generate(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
    }

    static NodeCard card(DeviceKey key, String name, Tier tier) {
        return NodeCard.builder(key.nodeIdAsFirstKey(), name, tier, bytes(1, 32))
                .sign(key);
    }

    static EnrolmentRequest request(DeviceKey key, NodeCard card) {
        try (EnrolmentSecrets secrets = EnrolmentSecrets.of(bytes(6, 32), HARDWARE)) {
            return EnrolmentRequest.create(card, key, secrets, KEM_PUBLIC, bytes(7, 20));
        }
    }

    /** For the place of another device. */
    static EnrolmentRequest request(long seed, NodeId replaces) {
        DeviceKey key = key(seed);
        try (EnrolmentSecrets secrets = EnrolmentSecrets.of(bytes(6, 32), HARDWARE)) {
            return EnrolmentRequest.create(
                    card(key, "site-7 edge", Tier.GUARDIAN),
                    key,
                    secrets,
                    KEM_PUBLIC,
                    bytes(7, 20),
                    Optional.of(replaces));
        }
    }

    static EnrolmentRequest request(long seed, String name, Tier tier) {
        DeviceKey key = key(seed);
        return request(key, card(key, name, tier));
    }

    static EnrolmentRequest request(long seed) {
        return request(seed, "site-7 edge", Tier.GUARDIAN);
    }

    static void assertKind(RegistryException.Kind kind, ThrowingCallable call) {
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(call)
                .extracting(RegistryException::kind)
                .isEqualTo(kind);
    }

    static <T> List<T> all(List<Callable<T>> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(work.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> one : pool.invokeAll(work)) {
                results.add(one.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
