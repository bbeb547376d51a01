package com.hookprobe.neuro.selftest;

import com.hookprobe.fixedpoint.LayerKernels;
import com.hookprobe.neuro.ExposedWeightState;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.Posf;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.TerFault;
import com.hookprobe.neuro.WeightEvolution;
import com.hookprobe.neuro.WeightState;
import java.util.Arrays;
import java.util.HexFormat;

/** Kinds record, state and posf: what must be refused, and the controls that must not. NEURO 11.5. */
final class RefusedChecks {
    private static final String NOTHING = "NONE";
    private static final String REFUSED = "refused";

    private RefusedChecks() {}

    static void record(VectorFile.Case vector, LayerKernels kernels, Differences differences) {
        byte[] record = vector.bytes("record");
        String fault = chainOf(vector).check(record).map(TerFault::name).orElse(NOTHING);
        differences.text("fault", fault);
        differences.reached(fault);
        if (vector.has("seed") && record.length == Ter.BYTES) {
            stepAgrees(vector, kernels, Ter.decode(record).orElseThrow(), differences);
        }
    }

    private static TerChain chainOf(VectorFile.Case vector) {
        if (vector.has("seed")) {
            vector.text("seed");
            TerChain chain = TerChain.START;
            for (Ter ter : vector.ters()) {
                chain = chain.after(ter);
            }
            return chain;
        }
        Ter before = Ter.decode(vector.bytes("before")).orElseThrow();
        return new TerChain(vector.number("count"), before.timestampMicros(), before.crc());
    }

    /** A refused record leaves the state as it was, and a good one moves it. */
    private static void stepAgrees(VectorFile.Case vector, LayerKernels kernels, Ter record, Differences differences) {
        boolean good = vector.text("fault").equals(NOTHING);
        try (ExposedWeightState exposed = evolved(vector, kernels)) {
            WeightState state = exposed.state();
            byte[] before = state.fingerprint();
            String step = "taken";
            try {
                WeightEvolution.step(state, record);
            } catch (IllegalArgumentException e) {
                step = REFUSED;
            }
            differences.compare("the step", good ? "taken" : REFUSED, step);
            boolean moved = !Arrays.equals(before, state.fingerprint());
            differences.compare("the weights", good ? "moved" : "unmoved", moved ? "moved" : "unmoved");
        }
    }

    static void state(VectorFile.Case vector, LayerKernels kernels, Differences differences) {
        byte[] stored;
        try (ExposedWeightState exposed = evolved(vector, kernels)) {
            stored = changed(vector, exposed.state().serialise());
        }
        // 11.5: an implementation need not tell the faults of a state apart.
        String expected = vector.text("fault").equals(NOTHING) ? NOTHING : REFUSED;
        String found;
        try (WeightState state = WeightState.deserialise(stored)) {
            found = Arrays.equals(state.serialise(), stored) ? NOTHING : "read as another state";
        } catch (NeuroException e) {
            found = e.kind() == NeuroException.Kind.STATE_DAMAGED
                    ? REFUSED
                    : e.kind().name();
        }
        differences.compare("the stored state", expected, found);
        differences.reached(found);
    }

    private static byte[] changed(VectorFile.Case vector, byte[] serialised) {
        byte[] state = serialised;
        change(vector, "xor", state);
        change(vector, "put", state);
        if (vector.has("checksum")) {
            if (!vector.text("checksum").equals("new")) {
                throw new IllegalArgumentException("checksum is " + vector.text("checksum") + ", expected new");
            }
            state = ExposedWeightState.withChecksum(state);
        }
        if (vector.has("truncate")) {
            state = Arrays.copyOf(state, state.length - vector.number("truncate"));
        }
        if (vector.has("append")) {
            byte[] more = vector.bytes("append");
            int length = state.length;
            state = Arrays.copyOf(state, length + more.length);
            System.arraycopy(more, 0, state, length, more.length);
        }
        return state;
    }

    private static void change(VectorFile.Case vector, String how, byte[] state) {
        if (!vector.has(how)) {
            return;
        }
        String[] parts = vector.text(how).split(" ", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException(how + " is '" + vector.text(how) + "', expected offset and hex");
        }
        int at = Integer.parseInt(parts[0]);
        byte[] bytes = HexFormat.of().parseHex(parts[1]);
        for (int i = 0; i < bytes.length; i++) {
            state[at + i] = (byte) (how.equals("put") ? bytes[i] : state[at + i] ^ bytes[i]);
        }
    }

    static void posf(VectorFile.Case vector, LayerKernels kernels, Differences differences) {
        try (ExposedWeightState exposed = evolved(vector, kernels)) {
            byte[] message = vector.bytes("message-hash");
            boolean verified = Posf.verify(exposed.state(), message, vector.bytes("nonce"), vector.bytes("posf"));
            String found = verified ? NOTHING : "WRONG_PROOF";
            differences.text("fault", found);
            differences.reached(found);
        }
    }

    /** Without a check: one history of the file was edited on purpose. */
    private static ExposedWeightState evolved(VectorFile.Case vector, LayerKernels kernels) {
        ExposedWeightState exposed = ExposedWeightState.fromSeed(vector.bytes("seed"), kernels);
        vector.ters().forEach(exposed::stepUnchecked);
        return exposed;
    }
}
