package com.hookprobe.neuro.sensor;

import com.hookprobe.neuro.NeuroLabels;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One look at the four sensors of the seed.
 *
 * <p>H_Entropy is SHA-256 over (NEURO 2.3; big-endian):
 *
 * <pre>
 * label "NEURO/ENTROPY/v1"
 * four times, in the order cpu, memory, network, disk:
 *   tag    1  1, 2, 3, 4
 *   source 1  0 absent, 1 /proc, 2 OSHI
 *   n      1  number of values
 *   value  8  n times
 * </pre>
 */
public record HostReadings(Counters cpu, Counters memory, Counters network, Counters disk) {
    /** True when no sensor gave anything. */
    public boolean empty() {
        return sections().stream().allMatch(section -> section.source() == Counters.Source.ABSENT);
    }

    /** H_Entropy, 32 bytes. */
    public byte[] hash() {
        return FileDigest.sha256().digest(encode());
    }

    /** What is hashed. */
    byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(NeuroLabels.ENTROPY.getBytes(StandardCharsets.US_ASCII));
        int tag = 1;
        for (Counters section : sections()) {
            out.write(tag++);
            out.write(section.source().code());
            out.write(section.values().size());
            for (long value : section.values()) {
                out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
            }
        }
        return out.toByteArray();
    }

    private List<Counters> sections() {
        return List.of(cpu, memory, network, disk);
    }
}
