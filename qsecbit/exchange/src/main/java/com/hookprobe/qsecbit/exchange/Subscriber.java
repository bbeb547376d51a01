package com.hookprobe.qsecbit.exchange;

/** Who is told of decisions, on one thread, in order. A slow one lags behind, and is reset when it lags too far. */
public interface Subscriber {
    /** Forget everything; this is in force. */
    void onReset(DecisionFeed.Page.Reset reset);

    /** The next change. */
    void onChange(Change change);

    /** The last call: the stream failed or was closed, or a method above threw. */
    void onEnd(Exception why);
}
