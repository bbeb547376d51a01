package com.hookprobe.neuro.verify.core;

import com.hookprobe.neuro.FingerprintClaim;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.WeightEvolution;
import com.hookprobe.neuro.WeightState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A device for tests: makes records, evolves its own weights, remembers every fingerprint that it was asked to. */
public final class TestDevice {
    public static final byte[] INTEGRITY = new byte[20];

    static {
        Arrays.fill(INTEGRITY, (byte) 0x5a);
    }

    public final DeviceId id;
    public final byte[] seed = new byte[32];
    public final WeightState state;
    public final List<Ter> ters = new ArrayList<>();
    private final Map<Long, byte[]> fingerprints = new TreeMap<>();
    private final SplittableRandom random;
    private long micros = 1_764_547_200_000_000L;

    public TestDevice(int number) {
        this(number, number);
    }

    private TestDevice(int number, long randomSeed) {
        new SplittableRandom(number).nextBytes(seed);
        byte[] name = new byte[32];
        new SplittableRandom(~number).nextBytes(name);
        id = DeviceId.of(name);
        state = WeightState.fromSeed(seed);
        random = new SplittableRandom(randomSeed);
        fingerprint();
    }

    /** A copy of this device as it was after {@code count} records, which will live another life. */
    public static TestDevice copyOf(TestDevice original, int number, int count, long randomSeed, long delayMicros) {
        TestDevice copy = new TestDevice(number, randomSeed);
        for (Ter ter : original.ters.subList(0, count)) {
            copy.add(ter);
        }
        original.fingerprints.forEach((at, known) -> {
            if (at <= count) {
                copy.fingerprints.put(at, known);
            }
        });
        copy.micros = (count == 0 ? copy.micros : copy.state.lastTimestampMicros()) + delayMicros;
        copy.fingerprint();
        return copy;
    }

    /** Makes {@code n} records and the fingerprint after them. */
    public TestDevice run(int n) {
        for (int i = 0; i < n; i++) {
            make(INTEGRITY);
        }
        fingerprint();
        return this;
    }

    /** Makes one record that shows other files. */
    public TestDevice runChanged(byte[] integrity) {
        make(integrity);
        fingerprint();
        return this;
    }

    private void make(byte[] integrity) {
        byte[] entropy = new byte[32];
        random.nextBytes(entropy);
        micros += 5_000_000 + random.nextInt(2000);
        add(state.chain().next(entropy, integrity, micros));
    }

    private void add(Ter ter) {
        WeightEvolution.step(state, ter);
        ters.add(ter);
    }

    private void fingerprint() {
        fingerprints.put(state.count(), state.fingerprint());
    }

    /** Records from..to with all fingerprints that are known in between; {@code to} has to be one of them. */
    public Upload upload(int from, int to) {
        List<FingerprintClaim> claims = new ArrayList<>();
        fingerprints.forEach((count, bytes) -> {
            if (count > from && count < to) {
                claims.add(new FingerprintClaim(count, bytes));
            }
        });
        claims.add(claim(to));
        return new Upload(from, ters.subList(from, to), claims);
    }

    public FingerprintClaim claim(long count) {
        byte[] known = fingerprints.get(count);
        if (known == null) {
            throw new IllegalArgumentException("no fingerprint at " + count);
        }
        return new FingerprintClaim(count, known);
    }

    /** The fingerprint at a count, when it was made. */
    public Optional<FingerprintClaim> fingerprintAt(long count) {
        return Optional.ofNullable(fingerprints.get(count)).map(known -> new FingerprintClaim(count, known));
    }
}
