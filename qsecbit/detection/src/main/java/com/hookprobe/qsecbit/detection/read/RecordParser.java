package com.hookprobe.qsecbit.detection.read;

import com.hookprobe.qsecbit.detection.NetworkEvent;
import java.util.function.Consumer;

/**
 * Reads the records of one format. An instance belongs to one file: formats that say in their first lines what follows
 * may remember it.
 */
public interface RecordParser {
    /** How many bytes of a file's beginning a parser may ask for. */
    int HEAD_BYTES_MAX = 1 << 16;

    /**
     * A file begins, or reading goes on in its middle.
     *
     * @param head its first bytes, at most {@link #HEAD_BYTES_MAX}; empty when the stream has no beginning that could
     *     be read again
     */
    default void begin(byte[] head) {}

    /** True when a file may also be one JSON array of records. */
    default boolean arrays() {
        return false;
    }

    /** Records so far that are of the format and about something that is not read. */
    default long foreign() {
        return 0;
    }

    /**
     * Reads one record in a part of an array, without its line feed.
     *
     * @param out takes the event; a record that carries none, such as a comment, gives none
     * @return false when the record is broken: nothing was delivered of it
     */
    boolean parse(byte[] bytes, int from, int length, Consumer<NetworkEvent> out);
}
