package com.hookprobe.neuro.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.neuro.FingerprintClaim;
import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.verify.SimWorld.Life;
import com.hookprobe.neuro.verify.core.DeviceHistory;
import com.hookprobe.neuro.verify.core.DeviceId;
import com.hookprobe.neuro.verify.core.Reason;
import com.hookprobe.neuro.verify.core.Standing;
import com.hookprobe.neuro.verify.core.TestDevice;
import com.hookprobe.neuro.verify.core.WorkerLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * NEURO 9.20 to 9.26 as a whole: whatever network and crashes do, an honest device is never accused, each fault gets its
 * own reason, what was acknowledged stays, and the weights are those of a plain replay.
 */
class VerifierSimulationTest {
    private static final int RECORDS = 24;
    private static final int FORK = 12;
    private static final int SEEN = 16;
    private static final int ARCHETYPES = 8;
    private static final byte[] CHANGED = new byte[20];

    /** Lives that many devices share: evolving each on its own would only take time. */
    private record Archetype(Life honest, byte[] end, Life copy, Life rollback, Life changed, Life gap, Life forged) {}

    private static final List<Archetype> LIVES = archetypes();

    private static List<Archetype> archetypes() {
        List<Archetype> all = new ArrayList<>();
        for (int i = 0; i < ARCHETYPES; i++) {
            int number = 1_000 + i;
            TestDevice honest = steps(new TestDevice(number));
            TestDevice clone = steps(TestDevice.copyOf(honest, number, FORK, ~number, 0));
            TestDevice late = steps(TestDevice.copyOf(honest, number, FORK, ~number, 3_600_000_000L));
            TestDevice changed = TestDevice.copyOf(honest, number, FORK + 1, number, 0);
            changed.runChanged(CHANGED);
            steps(changed.run(SimDevice.STEP - 2));
            List<Ter> gap = new ArrayList<>(honest.ters);
            gap.remove(FORK + 1);
            gap.add(gap.get(0));
            all.add(new Archetype(
                    life(honest),
                    honest.state.serialise(),
                    life(clone),
                    life(late),
                    life(changed),
                    new Life(honest.seed, gap, claims(honest)),
                    new Life(honest.seed, forged(honest.ters), claims(honest))));
        }
        return all;
    }

    private static TestDevice steps(TestDevice device) {
        while (device.ters.size() < RECORDS) {
            device.run(SimDevice.STEP);
        }
        return device;
    }

    private static Life life(TestDevice device) {
        return new Life(device.seed, device.ters, claims(device));
    }

    private static Map<Integer, FingerprintClaim> claims(TestDevice device) {
        Map<Integer, FingerprintClaim> claims = new HashMap<>();
        for (int count = 0; count <= RECORDS; count++) {
            int at = count;
            device.fingerprintAt(count).ifPresent(claim -> claims.put(at, claim));
        }
        return claims;
    }

    /** A history that was edited at one record, and mended so that only the weights tell. */
    private static List<Ter> forged(List<Ter> ters) {
        List<Ter> forged = new ArrayList<>();
        TerChain chain = TerChain.START;
        for (int i = 0; i < ters.size(); i++) {
            byte[] entropy = ters.get(i).entropy();
            entropy[0] ^= (byte) (i == FORK + 1 ? 1 : 0);
            forged.add(chain.next(entropy, ters.get(i).integrity(), ters.get(i).timestampMicros()));
            chain = chain.after(forged.get(i));
        }
        return forged;
    }

    private static SimDevice device(int number, int fault) {
        byte[] name = new byte[32];
        new SplittableRandom(number).nextBytes(name);
        DeviceId id = DeviceId.of(name);
        Archetype lives = LIVES.get(number % ARCHETYPES);
        return switch (fault) {
            case 0 ->
                new SimDevice(id, lives.honest(), Optional.of(lives.copy()), FORK, true, Optional.of(Reason.CLONE));
            case 1 ->
                new SimDevice(
                        id, lives.honest(), Optional.of(lives.rollback()), SEEN, false, Optional.of(Reason.ROLLBACK));
            case 2 -> only(id, lives.changed(), Reason.INTEGRITY_CHANGED);
            case 3 -> only(id, lives.gap(), Reason.CHAIN_INVALID);
            case 4 -> only(id, lives.forged(), Reason.WEIGHTS_DIVERGED);
            default -> new SimDevice(id, lives.honest(), Optional.empty(), 0, true, Optional.empty());
        };
    }

    private static SimDevice only(DeviceId id, Life life, Reason reason) {
        return new SimDevice(id, life, Optional.empty(), 0, true, Optional.of(reason));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aHundredDevicesInABadWorld(long seed) {
        simulate(seed, 100, new WorkerLimits(30, 4, 7, 8, 3_000_000, 0));
    }

    @Test
    void thousandsOfDevices() {
        simulate(7, 2_000, new WorkerLimits(600, 4, 900, 8, 3_000_000, 0));
    }

    private static void simulate(long seed, int devices, WorkerLimits limits) {
        SimWorld world = new SimWorld(seed, limits, devices * 3 / 2);
        try {
            for (int i = 0; i < devices; i++) {
                world.add(device(i, world.random.nextInt(12)));
            }
            world.run(150, devices * 8);
            world.calm = true;
            world.run(150, 0);
            world.commitAll();
            check(world);
            lift(world);
        } catch (AssertionError | RuntimeException | NeuroException e) {
            throw new AssertionError("seed " + seed + ", " + devices + " devices: " + e.getMessage(), e);
        }
    }

    private static void check(SimWorld world) throws NeuroException {
        int followed = 0;
        for (SimDevice device : world.devices) {
            try (DeviceHistory history = world.stored(device).orElseThrow().history()) {
                device.requireKept(history);
                if (device.expected.isPresent()) {
                    assertThat(device.quarantine)
                            .as("quarantine of " + device.expected)
                            .isPresent();
                    assertThat(history.standing())
                            .isEqualTo(new Standing.Quarantined(
                                    device.quarantine.get().evidence()));
                } else {
                    assertThat(history.standing()).isEqualTo(Standing.ok());
                    assertThat(history.count()).isEqualTo(RECORDS);
                    assertThat(history.state().serialise()).isEqualTo(endOf(device));
                    followed++;
                }
            }
        }
        assertThat(followed).isGreaterThan(world.devices.size() / 3);
        assertThat(world.crashes).as("crashes").isPositive();
        assertThat(world.cacheHits).as("answers from the cache").isPositive();
        assertThat(world.evictions).as("evictions").isPositive();
        assertThat(world.replays).as("records replayed").isGreaterThanOrEqualTo(followed * RECORDS);
    }

    private static byte[] endOf(SimDevice device) {
        return LIVES.stream()
                .filter(one -> one.honest().equals(device.life))
                .findFirst()
                .orElseThrow()
                .end();
    }

    /** The change is announced: the devices that were held against it come back by themselves. */
    private static void lift(SimWorld world) throws NeuroException {
        List<SimDevice> changed = world.devices.stream()
                .filter(device -> device.expected.equals(Optional.of(Reason.INTEGRITY_CHANGED)))
                .toList();
        changed.forEach(device -> device.baseline = IntegrityBaseline.of(List.of(TestDevice.INTEGRITY, CHANGED)));
        world.run(60, 0);
        world.commitAll();
        for (SimDevice device : changed) {
            try (DeviceHistory history = world.stored(device).orElseThrow().history()) {
                assertThat(history.standing()).isEqualTo(Standing.ok());
                assertThat(history.count()).isEqualTo(RECORDS);
            }
        }
    }
}
