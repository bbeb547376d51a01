package com.hookprobe.neuro.selftest;

import com.hookprobe.fixedpoint.ExpDecay;
import com.hookprobe.fixedpoint.LayerKernels;
import com.hookprobe.fixedpoint.Sigmoid;
import com.hookprobe.neuro.ExposedWeightState;
import com.hookprobe.neuro.Posf;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.WeightEvolution;
import com.hookprobe.neuro.WeightState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Kinds history-v1, history, step and far: weights that evolve. NEURO 11.3, 11.4. */
final class HistoryChecks {
    private static final int PROGRESS_EVERY = 1024;

    /** Is told how many records of how many are done. */
    interface Progress {
        void at(int done, int of);
    }

    private HistoryChecks() {}

    static void historyV1(VectorFile.Case vector, LayerKernels kernels, Differences differences) {
        List<Ter> ters = vector.ters();
        differences.bytes("terdigest", digest(ters));
        if (vector.has("ter0")) {
            differences.bytes("ter0", ters.get(0).encode());
        }
        byte[] message = messageOf(vector.toString());
        differences.bytes("mh", message);
        try (ExposedWeightState exposed = ExposedWeightState.fromSeed(vector.bytes("seed"), kernels)) {
            differences.bytes("W0fp", exposed.fingerprintV1());
            ters.forEach(exposed::stepUnchecked);
            for (int index : new int[] {0, 8320, 18_655}) {
                differences.text("M[" + index + "]", HexFormat.of().toHexDigits(exposed.master(index)));
            }
            differences.bytes("fp", exposed.fingerprintV1());
            differences.bytes("posf", exposed.posfV1(message, vector.bytes("nonce")));
            differences.reached(exposed.fingerprintV1());
        }
    }

    /** The case V(i + 1) signs the hash of "message i". */
    private static byte[] messageOf(String name) {
        int number = Integer.parseInt(name.substring(1)) - 1;
        return sha256().digest(("message " + number).getBytes(StandardCharsets.US_ASCII));
    }

    static void history(VectorFile.Case vector, LayerKernels kernels, Differences differences, Progress progress) {
        List<Ter> ters = vector.ters();
        differences.bytes("ters", digest(ters));
        try (ExposedWeightState exposed = ExposedWeightState.fromSeed(vector.bytes("seed"), kernels)) {
            WeightState state = exposed.state();
            differences.bytes("fingerprint-0", state.fingerprint());
            for (Ter ter : ters) {
                WeightEvolution.step(state, ter);
                String here = "fingerprint-" + state.count();
                if (vector.has(here)) {
                    differences.bytes(here, state.fingerprint());
                }
                if (state.count() % PROGRESS_EVERY == 0) {
                    progress.at((int) state.count(), ters.size());
                }
            }
            differences.bytes("fingerprint", state.fingerprint());
            differences.bytes("w-secret", state.wSecret());
            differences.bytes("rho", exposed.rho());
            differences.bytes("state", sha256().digest(state.serialise()));
            posf(vector, state, differences);
            differences.reached(state.fingerprint());
        }
    }

    /** From the lowest value up, so that the first difference names where a step goes wrong. */
    static void step(VectorFile.Case vector, LayerKernels kernels, Differences differences) {
        List<Ter> ters = vector.ters();
        Ter last = ters.get(ters.size() - 1);
        try (ExposedWeightState exposed = ExposedWeightState.fromSeed(vector.bytes("seed"), kernels)) {
            WeightState state = exposed.state();
            differences.bytes("rho-0", exposed.rho());
            ters.subList(0, ters.size() - 1).forEach(ter -> WeightEvolution.step(state, ter));
            differences.list("masters-before", mastersAt(vector, exposed));
            long elapsed = state.count() == 0 ? 0 : last.timestampMicros() - state.lastTimestampMicros();
            differences.list("eta", new long[] {ExpDecay.learningRateQ48(elapsed)});
            WeightEvolution.step(state, last);
            for (String name : List.of("x", "z1", "z2", "z3")) {
                differences.list(name, exposed.values(name));
            }
            differences.list(
                    "y",
                    Arrays.stream(exposed.values("z3"))
                            .mapToLong(Sigmoid::valueQ32)
                            .toArray());
            for (String name : List.of("d3", "d2", "d1", "q3", "q2", "q1")) {
                differences.list(name, exposed.values(name));
            }
            differences.list("masters-after", mastersAt(vector, exposed));
            differences.bytes("rho", exposed.rho());
            differences.bytes("R", exposed.weightsRoot());
            differences.bytes("R2", exposed.root());
            differences.bytes("fingerprint", state.fingerprint());
            differences.bytes("posf-key", exposed.posfKey());
            posf(vector, state, differences);
            differences.reached(state.fingerprint());
        }
    }

    static void far(VectorFile.Case vector, LayerKernels kernels, Differences differences) {
        long[] masters = FarStates.masters(vector.number("gen"), vector.list("shifts"));
        try (ExposedWeightState exposed = ExposedWeightState.of(masters, vector.number("count"), kernels)) {
            vector.ters().forEach(exposed::stepUnchecked);
            differences.list("masters-after", mastersAt(vector, exposed));
            differences.bytes("fingerprint", exposed.state().fingerprint());
            differences.reached(exposed.state().fingerprint());
        }
    }

    private static void posf(VectorFile.Case vector, WeightState state, Differences differences) {
        differences.bytes("posf", Posf.sign(state, vector.bytes("message-hash"), vector.bytes("nonce")));
    }

    private static long[] mastersAt(VectorFile.Case vector, ExposedWeightState exposed) {
        return Arrays.stream(vector.list("masters-at"))
                .map(at -> exposed.master((int) at))
                .toArray();
    }

    private static byte[] digest(List<Ter> ters) {
        MessageDigest digest = sha256();
        ters.forEach(ter -> digest.update(ter.encode()));
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
