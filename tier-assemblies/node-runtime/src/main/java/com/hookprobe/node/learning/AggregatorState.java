package com.hookprobe.node.learning;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.FieldReader;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.SignedModel;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an aggregator must not forget, beside its folders and where the roll-out stands. Immutable; it is stored whole between any two
 * steps.
 *
 * @param issued the highest number that a model was ever given; -1 at first
 * @param staged a model that has its number and is not published yet
 * @param roundMicros when the last round was
 * @param sealed orders that were sealed and whose proof is not published yet: sequence and block
 */
record AggregatorState(long issued, Optional<SignedModel> staged, long roundMicros, Map<Long, Bytes32> sealed) {
    /** Older ones go: who has not their proof by then follows a later order. */
    static final int SEALED_MAX = 64;

    private static final int VERSION = 1;

    static final AggregatorState NEW = new AggregatorState(-1, Optional.empty(), 0, Map.of());

    AggregatorState {
        sealed = Map.copyOf(sealed);
    }

    /** A model gets its number before anybody sees it. */
    AggregatorState stage(SignedModel model) {
        return new AggregatorState(Math.max(issued, model.model().number()), Optional.of(model), roundMicros, sealed);
    }

    AggregatorState published() {
        return new AggregatorState(issued, Optional.empty(), roundMicros, sealed);
    }

    AggregatorState round(long nowMicros) {
        return new AggregatorState(issued, staged, nowMicros, sealed);
    }

    AggregatorState sealed(long sequence, Bytes32 block) {
        TreeMap<Long, Bytes32> more = new TreeMap<>(sealed);
        more.put(sequence, block);
        while (more.size() > SEALED_MAX) {
            more.pollFirstEntry();
        }
        return new AggregatorState(issued, staged, roundMicros, more);
    }

    AggregatorState proven(long sequence) {
        Map<Long, Bytes32> fewer = new TreeMap<>(sealed);
        fewer.remove(sequence);
        return new AggregatorState(issued, staged, roundMicros, fewer);
    }

    static AggregatorState decode(byte[] bytes) throws MalformedException {
        FieldReader in = new FieldReader(bytes);
        in.number("version", 1, VERSION, VERSION);
        long issued = in.signed64("issued", -1, Integer.MAX_VALUE);
        long round = in.signed64("round", 0, Long.MAX_VALUE);
        int length = (int) in.number("staged", 4, 0, LearnedModel.BYTES_MAX);
        Optional<SignedModel> staged =
                length == 0 ? Optional.empty() : Optional.of(SignedModel.decode(in.bytes("staged", length)));
        int count = (int) in.number("sealed", 1, 0, SEALED_MAX);
        Map<Long, Bytes32> sealed = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            sealed.put(in.number("sequence", 4, 1, Integer.MAX_VALUE), in.bytes32("block"));
        }
        in.end();
        return new AggregatorState(issued, staged, round, sealed);
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(issued);
            out.writeLong(roundMicros);
            byte[] model = staged.map(SignedModel::encode).orElse(new byte[0]);
            out.writeInt(model.length);
            out.write(model);
            out.writeByte(sealed.size());
            for (Map.Entry<Long, Bytes32> one : new TreeMap<>(sealed).entrySet()) {
                out.writeInt(Math.toIntExact(one.getKey()));
                out.write(one.getValue().bytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }
}
