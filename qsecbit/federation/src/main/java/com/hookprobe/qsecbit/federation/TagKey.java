package com.hookprobe.qsecbit.federation;

import java.nio.ByteBuffer;
import java.util.Comparator;

/**
 * What is counted: a tag together with the key epoch and the type it was made for. A member that lies can put another
 * member's tag under a false epoch or type; then it counts apart, and hurts no one.
 *
 * <p>Encoding, 41 bytes: type u8, key epoch u64, tag 32.
 *
 * @param type what kind of thing it is about
 * @param epoch the key epoch, 0 to 2^63 - 1
 * @param tag the tag
 */
public record TagKey(IndicatorType type, long epoch, Bytes32 tag) implements Comparable<TagKey> {
    /** Length of the encoding. */
    public static final int BYTES = 41;

    private static final Comparator<TagKey> BY_TAG =
            Comparator.comparing(TagKey::tag).thenComparingLong(TagKey::epoch).thenComparing(TagKey::type);

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException for a negative epoch
     */
    public TagKey {
        if (epoch < 0) {
            throw new IllegalArgumentException("a key epoch is not negative, got " + epoch);
        }
    }

    /** By tag, which is spread evenly: the same order on every machine, as that of hash codes is not. */
    @Override
    public int compareTo(TagKey other) {
        return BY_TAG.compare(this, other);
    }

    /** Reads an encoding. */
    public static TagKey read(FieldReader from) throws MalformedException {
        IndicatorType type = from.type();
        long epoch = from.time("key epoch");
        return new TagKey(type, epoch, from.bytes32("tag"));
    }

    /** Writes the encoding. */
    public void write(ByteBuffer to) {
        to.put((byte) type.code()).putLong(epoch);
        tag.write(to);
    }
}
