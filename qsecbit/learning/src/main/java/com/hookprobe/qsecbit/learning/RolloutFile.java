package com.hookprobe.qsecbit.learning;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.FieldReader;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.learning.core.Percents;
import com.hookprobe.qsecbit.learning.core.RolloutStage;
import com.hookprobe.qsecbit.learning.core.RolloutState;
import com.hookprobe.qsecbit.learning.core.SiteCounts;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where a roll-out stands, on the aggregator's disk (LEARNING 8.4). */
public final class RolloutFile {
    private static final int VERSION = 2;
    private static final int BYTES_MAX = 4 << 20;

    private final Path file;

    /** A state in this file. */
    public RolloutFile(Path file) {
        this.file = file;
    }

    /**
     * The state; empty when there is no file.
     *
     * @throws IOException also when the file is no such state
     */
    public Optional<RolloutState> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(decode(SmallFiles.read(file, BYTES_MAX)));
        } catch (MalformedException | IllegalArgumentException e) {
            throw new IOException(file + ": expected the state of a roll-out; " + e.getMessage(), e);
        }
    }

    /** Writes the state in place of the last one. */
    public void write(RolloutState state) throws IOException {
        SmallFiles.write(file, encode(state));
    }

    private static RolloutState decode(byte[] bytes) throws MalformedException {
        FieldReader in = new FieldReader(bytes);
        // Version 1 knows the standard percentages only.
        boolean standard = in.number("version", 1, 1, VERSION) == 1;
        Percents percents = standard
                ? Percents.STANDARD
                : new Percents((int) in.number("first", 1, 1, 98), (int) in.number("half", 1, 2, 99));
        Bytes32 model = in.bytes32("model");
        Bytes32 parent = in.bytes32("parent");
        RolloutStage stage = RolloutStage.values()[(int) in.number("stage", 1, 1, 5) - 1];
        long since = in.signed64("since", Long.MIN_VALUE, Long.MAX_VALUE);
        long sequence = in.number("sequence", 4, 1, Integer.MAX_VALUE);
        Map<Bytes32, SiteCounts> withModel = counts(in);
        Map<Bytes32, SiteCounts> withParent = counts(in);
        in.end();
        return new RolloutState(percents, model, parent, stage, since, sequence, withModel, withParent);
    }

    private static Map<Bytes32, SiteCounts> counts(FieldReader in) throws MalformedException {
        int owners = (int) in.number("owners", 2, 0, RolloutState.OWNERS_MAX);
        Map<Bytes32, SiteCounts> counts = new TreeMap<>();
        for (int i = 0; i < owners; i++) {
            Bytes32 owner = in.bytes32("owner");
            long flows = in.signed64("flows", 0, Long.MAX_VALUE);
            long vetoes = in.signed64("vetoes", 0, flows);
            counts.put(owner, new SiteCounts(flows, vetoes, in.signed64("errors", 0, flows)));
        }
        return counts;
    }

    private static byte[] encode(RolloutState state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte(state.percents().first());
            out.writeByte(state.percents().half());
            out.write(state.model().bytes());
            out.write(state.parent().bytes());
            out.writeByte(state.stage().code());
            out.writeLong(state.sinceMicros());
            out.writeInt(Math.toIntExact(state.sequence()));
            write(out, state.withModel());
            write(out, state.withParent());
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Map<Bytes32, SiteCounts> counts) throws IOException {
        out.writeShort(counts.size());
        for (Map.Entry<Bytes32, SiteCounts> one : counts.entrySet()) {
            out.write(one.getKey().bytes());
            out.writeLong(one.getValue().flows());
            out.writeLong(one.getValue().vetoes());
            out.writeLong(one.getValue().errors());
        }
    }
}
