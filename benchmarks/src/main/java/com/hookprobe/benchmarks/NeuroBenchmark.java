package com.hookprobe.benchmarks;

import com.hookprobe.neuro.Posf;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.WeightEvolution;
import com.hookprobe.neuro.WeightState;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** NEURO: one evolution step, one fingerprint, one PoSF. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class NeuroBenchmark {
    private final SplittableRandom random = new SplittableRandom(1);
    private final byte[] hash = new byte[32];
    private final byte[] nonce = new byte[8];
    /** A device of its own, after its first record. */
    private final WeightState state = WeightState.fromSeed(new byte[WeightState.SEED_BYTES]);

    @Setup
    public void setUp() {
        evolve();
    }

    @Benchmark
    public long evolve() {
        byte[] entropy = new byte[32];
        random.nextBytes(entropy);
        Ter next = state.chain().next(entropy, new byte[20], state.lastTimestampMicros() + 5_000_000);
        WeightEvolution.step(state, next);
        return state.count();
    }

    @Benchmark
    public byte[] evolveAndFingerprint() {
        evolve();
        return state.fingerprint();
    }

    @Benchmark
    public byte[] posf() {
        random.nextBytes(hash);
        return Posf.sign(state, hash, nonce);
    }
}
