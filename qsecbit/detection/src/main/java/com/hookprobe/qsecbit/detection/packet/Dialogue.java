package com.hookprobe.qsecbit.detection.packet;

/** The reader of one application protocol in one flow. */
interface Dialogue {
    /**
     * There is more of one side to read, or a segment of it that it does not keep.
     *
     * @return false when nothing more of the flow is of interest
     */
    boolean onSegment(Conversation c, Packet p, EventMaker maker);

    /** Time has gone on: what waits for an answer may be told without. */
    default void onTime(Conversation c, long micros, EventMaker maker) {}

    /** The flow ends. */
    void onEnd(Conversation c, long micros, EventMaker maker);
}
