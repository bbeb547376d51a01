package com.hookprobe.qsecbit.correlation.compare;

import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The outputs of each shard in order: how many, and a hash of every byte of them. Two logs are equal when these are. */
final class DecisionLog {
    private final List<MessageDigest> digests = new ArrayList<>();
    private final long[] counts;
    private final Map<Output.Kind, Long> kinds = new EnumMap<>(Output.Kind.class);

    DecisionLog(Sharding sharding) {
        counts = new long[sharding.shards()];
        for (int shard = 0; shard < counts.length; shard++) {
            digests.add(sha256());
        }
    }

    void add(Output output) {
        if (output.sequence() != counts[output.shard()]) {
            throw new IllegalStateException("expected output " + output.shard() + ":" + counts[output.shard()]
                    + ", found " + output + ": one is lost or repeated");
        }
        MessageDigest digest = digests.get(output.shard());
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(output.length()).array());
        digest.update(output.encode());
        counts[output.shard()]++;
        kinds.merge(output.kind(), 1L, Long::sum);
    }

    long count() {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    long count(Output.Kind kind) {
        return kinds.getOrDefault(kind, 0L);
    }

    /** Count and hash of each shard, a line each. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int shard = 0; shard < counts.length; shard++) {
            try {
                MessageDigest copy = (MessageDigest) digests.get(shard).clone();
                lines.add(counts[shard] + " " + HexFormat.of().formatHex(copy.digest()));
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException(e);
            }
        }
        return lines;
    }

    /** One hash over all shards, to be shown. */
    String hash() {
        return HexFormat.of()
                .formatHex(
                        sha256().digest(String.join("\n", lines()).getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .substring(0, 16);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
