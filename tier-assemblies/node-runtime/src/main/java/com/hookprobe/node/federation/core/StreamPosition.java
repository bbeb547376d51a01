package com.hookprobe.node.federation.core;

/**
 * How far a site has a correlator's messages, and whether some are missing (mesh 10). Pure and not thread-safe.
 *
 * <p>While an answer is outstanding the position stays where it is: if the session ends meanwhile, the same is asked for again.
 */
public final class StreamPosition {
    private long last;
    private boolean asked;

    /** A message of the stream has come; true when some before it have not, so that {@link #ask} is due. */
    public boolean onMessage(long position) {
        if (asked || position <= last) {
            return false;
        }
        if (position == last + 1) {
            last = position;
            return false;
        }
        return true;
    }

    /** What has come with a position is to come once more: it could not be used. */
    public void lacks(long position) {
        last = Math.min(last, position - 1);
    }

    /** The position to ask from. */
    public long ask() {
        asked = true;
        return last;
    }

    /** All that was asked for has come, and everything up to this position. */
    public void onResumed(long position) {
        if (asked) {
            asked = false;
            // A correlator that began anew, or was restored, counts from a lower number on.
            last = position;
        }
    }
}
