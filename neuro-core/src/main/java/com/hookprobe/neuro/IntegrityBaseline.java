package com.hookprobe.neuro;

import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;

/**
 * The values of H_Integrity that a device is allowed to show. Immutable, thread-safe.
 *
 * <p>Without it a replay only shows that the records and the weights belong together: a device that reports its changed
 * files honestly still resonates.
 */
public final class IntegrityBaseline {
    private static final IntegrityBaseline UNCHECKED = new IntegrityBaseline(Set.of(), true);

    private final Set<String> allowedHex;
    private final boolean unchecked;

    private IntegrityBaseline(Set<String> allowedHex, boolean unchecked) {
        this.allowedHex = allowedHex;
        this.unchecked = unchecked;
    }

    /**
     * These values, 20 bytes each, and no others. An empty collection allows nothing.
     *
     * @throws IllegalArgumentException when a length is wrong
     */
    public static IntegrityBaseline of(Collection<byte[]> allowed) {
        Set<String> hex = new TreeSet<>();
        for (byte[] value : allowed) {
            if (value.length != Ter.INTEGRITY_BYTES) {
                throw new IllegalArgumentException(
                        "an integrity hash has " + Ter.INTEGRITY_BYTES + " bytes, this one " + value.length);
            }
            hex.add(HexFormat.of().formatHex(value));
        }
        return new IntegrityBaseline(Collections.unmodifiableSet(hex), false);
    }

    /** This value alone, 20 bytes. */
    public static IntegrityBaseline of(byte[] allowed) {
        return of(Set.<byte[]>of(allowed));
    }

    /** Any value: only for a device whose baseline is not known. */
    public static IntegrityBaseline unchecked() {
        return UNCHECKED;
    }

    /** True when {@code ter} shows an allowed value. */
    public boolean allows(Ter ter) {
        return unchecked || allowedHex.contains(HexFormat.of().formatHex(ter.integrity()));
    }

    /** The allowed values. */
    @Override
    public String toString() {
        return unchecked ? "unchecked" : allowedHex.toString();
    }
}
