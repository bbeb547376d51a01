package com.hookprobe.node.health;

/** From counts of a process's file handles to whether they are scarce (failures 6). Pure; one thread. */
public final class HandleWatch {
    private static final int LOW_PERCENT = 80;
    private static final int WELL_PERCENT = 70;

    private boolean scarce;

    /**
     * Takes a look.
     *
     * @param open in use; below 0 when not even that could be found out, as when there is none left
     * @param most that the process may have; 0 and less: nobody knows
     * @return whether they are scarce: from four fifths on, until less than seven tenths are in use
     */
    public boolean look(long open, long most) {
        if (open < 0) {
            scarce = true;
        } else if (most > 0) {
            scarce = open * 100 >= most * (scarce ? WELL_PERCENT : LOW_PERCENT);
        }
        return scarce;
    }
}
