package com.hookprobe.htp.file.core;

import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Deflates and inflates one chunk, as a zlib stream of its own: chunks stay independent, so any of them may be missing,
 * come late or come again.
 */
final class ChunkCodec {
    private ChunkCodec() {}

    /** The chunk deflated; empty when that is not shorter. */
    static Optional<ChunkBytes> deflate(ChunkBytes plain) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(plain.buffer());
            deflater.finish();
            byte[] packed = new byte[plain.length()];
            int length = deflater.deflate(packed);
            // What does not fit is cut off here: then it is not shorter, and of no use.
            boolean shorter = deflater.finished() && length < plain.length();
            return shorter ? Optional.of(ChunkBytes.of(Arrays.copyOf(packed, length))) : Optional.empty();
        } finally {
            deflater.end();
        }
    }

    /**
     * The chunk as it was. Makes exactly {@code length} bytes or none, whatever the stream claims: no stream of a peer's
     * can take more memory than the chunk it stands for.
     *
     * @param length bytes that the plan gives this chunk
     */
    static ChunkBytes inflate(ChunkBytes packed, int length) throws Malformed {
        if (packed.length() >= length) {
            throw broken("deflated chunk is not shorter than the chunk");
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed.buffer());
            byte[] plain = new byte[length];
            int at = 0;
            while (at < length) {
                int more = inflater.inflate(plain, at, length - at);
                if (more == 0) {
                    throw broken(
                            inflater.needsDictionary()
                                    ? "deflated chunk needs a dictionary"
                                    : "deflated chunk is too short");
                }
                at += more;
            }
            // The end of the stream, with its checksum, may still have to be read; it must not bring anything.
            if (!inflater.finished() && inflater.inflate(new byte[1]) > 0) {
                throw broken("deflated chunk is too long");
            }
            if (!inflater.finished()) {
                throw broken("deflated chunk has no end");
            }
            if (inflater.getRemaining() > 0) {
                throw broken("bytes behind the deflated chunk");
            }
            return ChunkBytes.of(plain);
        } catch (DataFormatException noZlib) {
            throw broken("chunk is not deflated soundly");
        } finally {
            inflater.end();
        }
    }

    private static Malformed broken(String reason) {
        return new Malformed(FileErrorCode.INTEGRITY_FAILURE, reason);
    }
}
