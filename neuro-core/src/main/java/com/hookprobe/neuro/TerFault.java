package com.hookprobe.neuro;

/** Why a record may not follow the ones before it. NEURO 2.2. */
public enum TerFault {
    /** Not exactly 64 bytes. */
    WRONG_LENGTH,
    /** The sequence number is ahead: at least one record is missing. */
    SEQUENCE_GAP,
    /** The sequence number is behind: the record was seen before, or came out of order. */
    SEQUENCE_REPEAT,
    /** The timestamp is not later than that of the record before. */
    TIME_NOT_LATER,
    /** The timestamp is 2^63 or more. */
    TIME_OUT_OF_RANGE,
    /** The chain field is not the CRC-16 of the record before. */
    CHAIN_BREAK
}
