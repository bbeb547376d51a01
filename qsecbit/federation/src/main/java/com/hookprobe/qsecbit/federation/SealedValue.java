package com.hookprobe.qsecbit.federation;

import java.util.Arrays;

/**
 * A value that only members of the sharing group can open: nonce 12, then ChaCha20-Poly1305 of a length byte, the
 * canonical value and zeros up to a multiple of 32, then the 16 bytes of its authentication (FEDERATION 3.3). Immutable.
 */
public final class SealedValue {
    static final int NONCE_BYTES = 12;
    static final int MAC_BYTES = 16;
    static final int BLOCK_BYTES = 32;

    /** The shortest: what every address has. */
    public static final int BYTES_MIN = NONCE_BYTES + BLOCK_BYTES + MAC_BYTES;

    /** The longest. */
    public static final int BYTES_MAX = NONCE_BYTES + 1 + IndicatorValue.BYTES_MAX + MAC_BYTES;

    private final byte[] bytes;

    private SealedValue(byte[] bytes) {
        this.bytes = bytes;
    }

    static SealedValue ofOwned(byte[] bytes) {
        return new SealedValue(bytes);
    }

    /**
     * A sealed value from its bytes.
     *
     * @throws MalformedException when values of the type are not that long
     */
    public static SealedValue of(IndicatorType type, byte[] bytes) throws MalformedException {
        require(type, bytes.length);
        return new SealedValue(bytes.clone());
    }

    /** Reads length u8 and bytes. */
    static SealedValue read(FieldReader from, IndicatorType type) throws MalformedException {
        int length = (int) from.number("sealed length", 1, BYTES_MIN, BYTES_MAX);
        require(type, length);
        return new SealedValue(from.bytes("sealed", length));
    }

    private static void require(IndicatorType type, int length) throws MalformedException {
        boolean whole =
                length >= BYTES_MIN && length <= BYTES_MAX && (length - NONCE_BYTES - MAC_BYTES) % BLOCK_BYTES == 0;
        // FEDERATION 3.3: only values that can be long may be long.
        boolean fits = type == IndicatorType.DOMAIN
                || type == IndicatorType.ALERT_CLASS
                || length == (type.isDigest() ? BYTES_MIN + BLOCK_BYTES : BYTES_MIN);
        if (!whole || !fits) {
            throw new MalformedException("a sealed value of " + type + " has not " + length + " bytes");
        }
    }

    /** The bytes, a new array. */
    public byte[] bytes() {
        return bytes.clone();
    }

    int length() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SealedValue value && Arrays.equals(value.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "SealedValue[" + bytes.length + " bytes]";
    }
}
