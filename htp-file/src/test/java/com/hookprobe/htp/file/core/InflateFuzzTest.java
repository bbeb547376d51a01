package com.hookprobe.htp.file.core;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.Optional;

/** HTP file F-62: any bytes inflate to exactly the expected length in one way, or are refused; nothing else is thrown. */
class InflateFuzzTest {
    @FuzzTest
    void neitherMoreNorLessThanExpected(byte[] bytes) {
        int length = bytes.length < 3 ? 1 : 1 + ((bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF);
        byte[] packed = bytes.length < 3 ? bytes : Arrays.copyOfRange(bytes, 2, bytes.length);
        byte[] before = packed.clone();
        byte[] plain = inflate(packed, length);
        require(Arrays.equals(before, packed), "changed its input");
        if (plain != null) {
            require(plain.length == length, "another length");
            require(packed.length < length, "not shorter than the chunk");
            require(inflate(packed, length + 1) == null, "inflates to two lengths");
            require(length == 1 || inflate(packed, length - 1) == null, "inflates to two lengths");
            byte[] longer = Arrays.copyOf(packed, packed.length + 1);
            require(inflate(longer, length) == null, "bytes behind it are taken");
            byte[] shorter = Arrays.copyOf(packed, packed.length - 1);
            require(inflate(shorter, length) == null, "its end is not needed");
        }
        Optional<ChunkBytes> again = ChunkCodec.deflate(ChunkBytes.of(bytes));
        again.ifPresent(own -> require(Arrays.equals(inflate(own.copy(), bytes.length), bytes), "does not come back"));
    }

    private static byte[] inflate(byte[] packed, int length) {
        try {
            return ChunkCodec.inflate(ChunkBytes.of(packed), length).copy();
        } catch (Malformed refused) {
            require(refused.code == FileErrorCode.INTEGRITY_FAILURE, "refused as something else");
            return null;
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
