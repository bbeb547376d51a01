package com.hookprobe.htp.core.shape;

/** HTP 3.8.5: what peers may make an endpoint send of cover, in packets a second over all its sessions. One owner thread. */
public final class GhostBudget {
    private final int max;
    private int used;

    /** With nothing given out. */
    public GhostBudget(int max) {
        this.max = max;
    }

    /** Takes that rate, or nothing and says false. */
    public boolean tryTake(int rate) {
        if (rate > max - used) {
            return false;
        }
        used += rate;
        return true;
    }

    /** Gives back what was taken. */
    public void giveBack(int rate) {
        used -= rate;
    }

    /** Packets a second that peers made us promise. */
    public int used() {
        return used;
    }
}
