package com.hookprobe.neuro.verify.core;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The name of a device: 32 bytes, written as 64 hexadecimal digits. Immutable, thread-safe. */
public final class DeviceId implements Comparable<DeviceId> {
    /** Size in bytes. */
    public static final int BYTES = 32;

    private final byte[] bytes;

    private DeviceId(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a device id has " + BYTES + " bytes, this one " + bytes.length);
        }
        this.bytes = bytes;
    }

    /**
     * From its bytes, copied.
     *
     * @throws IllegalArgumentException when the length is wrong
     */
    public static DeviceId of(byte[] bytes) {
        return new DeviceId(bytes.clone());
    }

    /**
     * From 64 hexadecimal digits.
     *
     * @throws IllegalArgumentException when it is anything else
     */
    public static DeviceId parse(String hex) {
        return new DeviceId(HexFormat.of().parseHex(hex));
    }

    /** A copy of the 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** 64 lower-case hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    /** Which of {@code workers} the device belongs to, in [0, workers). */
    public int worker(int workers) {
        return Integer.remainderUnsigned(hashCode(), workers);
    }

    @Override
    public int compareTo(DeviceId other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DeviceId id && Arrays.equals(bytes, id.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The 64 digits. */
    @Override
    public String toString() {
        return hex();
    }
}
