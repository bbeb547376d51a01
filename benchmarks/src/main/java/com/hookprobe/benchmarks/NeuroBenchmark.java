package com.hookprobe.benchmarks;

import com.hookprobe.fixedpoint.LayerKernels;
import com.hookprobe.fixedpoint.Layers;
import com.hookprobe.neuro.Posf;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.WeightEvolution;
import com.hookprobe.neuro.WeightState;
import java.util.ArrayList;
import java.util.List;
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

/**
 * NEURO on one device: a step, the forward pass alone, a PoSF with its key at hand, root and fingerprint. {@link
 * NeuroComparison} runs it on several JDKs beside the same operations in C.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class NeuroBenchmark {
    private static final int RECORDS = 4096;

    private final List<Ter> ters = history(1, RECORDS);
    private final WeightState start = WeightState.fromSeed(new byte[WeightState.SEED_BYTES]);
    private final WeightState state = start.copy();
    private final ForwardPass forwardPass = new ForwardPass();
    private final byte[] hash = new byte[Posf.MESSAGE_HASH_BYTES];
    private final byte[] nonce = new byte[Posf.NONCE_BYTES];
    private int next;

    /** A proper history, a record every 5 s. */
    static List<Ter> history(long seed, int records) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Ter> ters = new ArrayList<>(records);
        TerChain chain = TerChain.START;
        byte[] entropy = new byte[Ter.ENTROPY_BYTES];
        for (int i = 0; i < records; i++) {
            random.nextBytes(entropy);
            Ter ter = chain.next(entropy, new byte[Ter.INTEGRITY_BYTES], 1_764_547_200_000_000L + i * 5_000_000L);
            chain = chain.after(ter);
            ters.add(ter);
        }
        return ters;
    }

    @Setup
    public void oneStep() {
        evolve();
    }

    /** A whole step with its checks, the ratchet and the CRC; each 4,096 steps the device begins again. */
    @Benchmark
    public WeightState evolve() {
        if (next == RECORDS) {
            state.set(start);
            next = 0;
        }
        WeightEvolution.step(state, ters.get(next++));
        return state;
    }

    /** The network alone on weights of its own: what a PoSF cannot do without. */
    @Benchmark
    public int forward() {
        hash[0]++;
        return forwardPass.run(hash);
    }

    /** The weights do not move, so their key is derived once. */
    @Benchmark
    public byte[] posf() {
        hash[0]++;
        return Posf.sign(state, hash, nonce);
    }

    @Benchmark
    public byte[] fingerprint() {
        // The way to make a state forget what it derived, at the price of a copy of 149 kB.
        state.set(start);
        return state.fingerprint();
    }

    /** The forward pass of a network of NEURO's shape from the public parts of neuro-fixedpoint. */
    private static final class ForwardPass {
        private static final LayerKernels KERNELS = LayerKernels.best();

        private final long[] masters =
                new SplittableRandom(2).longs(18_656, -(1L << 46), 1L << 46).toArray();
        private final int[] x = new int[64];
        private final int[] z1 = new int[128];
        private final int[] a1 = new int[128];
        private final int[] z2 = new int[64];
        private final int[] a2 = new int[64];
        private final int[] z3 = new int[32];

        private int run(byte[] input) {
            for (int i = 0; i < x.length; i++) {
                x[i] = (2 * (input[i & 31] & 0xff) - 255) << 8;
            }
            KERNELS.forward(masters, 0, 8192, x, z1);
            Layers.leaky(z1, a1);
            KERNELS.forward(masters, 8320, 16_512, a1, z2);
            Layers.leaky(z2, a2);
            KERNELS.forward(masters, 16_576, 18_624, a2, z3);
            return z3[0];
        }
    }
}
