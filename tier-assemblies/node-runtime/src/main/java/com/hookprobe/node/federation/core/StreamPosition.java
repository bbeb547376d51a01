package com.hookprobe.node.federation.core;

/**
 * How far a site has a correlator's messages, and whether some are missing (mesh 10). Pure and not thread-safe.
 *
 * <p>While an answer is outstanding the position stays where it is: if the session ends meanwhile, the same is asked for again.
 */
public final class StreamPosition {
    private long last;
    private boolean asked;
    /** The first that could not be used and is not asked for yet, since an answer is outstanding; 0 for none. */
    private long lacking;

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

    /** What has come with a position is to come once more: it could not be used. True when {@link #ask} is due now. */
    public boolean lacks(long position) {
        if (asked) {
            // The answer to two questions would end with the first RESUMED.
            lacking = lacking == 0 ? position : Math.min(lacking, position);
            return false;
        }
        last = Math.min(last, position - 1);
        return true;
    }

    /** The position to ask from. */
    public long ask() {
        asked = true;
        return last;
    }

    /** All that was asked for has come, and everything up to this position. True when {@link #ask} is due at once. */
    public boolean onResumed(long position) {
        if (!asked) {
            return false;
        }
        asked = false;
        // A correlator that began anew, or was restored, counts from a lower number on.
        last = position;
        long first = lacking;
        lacking = 0;
        return first > 0 && lacks(first);
    }
}
