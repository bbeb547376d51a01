package com.hookprobe.htp.file.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of one chunk: a part of an array that nobody else writes to. Those that were read leave room in front, where the
 * head of their message goes, and those that came are a part of theirs: a chunk is not copied on its way. Immutable.
 */
public final class ChunkBytes {
    /** In front of a chunk in its message: header and form byte. */
    private static final int ROOM = FileHeader.LENGTH + 1;

    private final byte[] array;
    private final int from;
    /** Whether the array in front of them is theirs too. */
    private final boolean room;

    private ChunkBytes(byte[] array, int from, boolean room) {
        this.array = array;
        this.from = from;
        this.room = room;
    }

    /** What a chunk is read from. */
    @FunctionalInterface
    public interface Source {
        /** Fills what remains of the buffer. */
        void fill(ByteBuffer into) throws IOException;
    }

    /** Reads a chunk of that length. */
    public static ChunkBytes read(int length, Source source) throws IOException {
        byte[] array = new byte[ROOM + length];
        source.fill(ByteBuffer.wrap(array, ROOM, length));
        return new ChunkBytes(array, ROOM, true);
    }

    /** The whole array; not copied. */
    public static ChunkBytes of(byte[] array) {
        return new ChunkBytes(array, 0, false);
    }

    /** What stands in a message from there to its end; not copied. */
    static ChunkBytes endOf(byte[] message, int from) {
        return new ChunkBytes(message, from, false);
    }

    /** How many there are. */
    public int length() {
        return array.length - from;
    }

    /** A view of them, for who only reads. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(array, from, length());
    }

    /** A copy. */
    public byte[] copy() {
        return Arrays.copyOfRange(array, from, array.length);
    }

    /** Their message: in the room in front of them if that is there. */
    byte[] message(FileHeader header, int formCode) {
        byte[] message = array;
        if (!room) {
            message = new byte[ROOM + length()];
            System.arraycopy(array, from, message, ROOM, length());
        }
        header.put(ByteBuffer.wrap(message));
        message[FileHeader.LENGTH] = (byte) formCode;
        return message;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChunkBytes bytes && buffer().equals(bytes.buffer());
    }

    @Override
    public int hashCode() {
        return buffer().hashCode();
    }
}
