package com.hookprobe.dsm.projection;

import org.jspecify.annotations.Nullable;

/** The target could not do what was asked. The message says what was expected, what was found and what to do. */
final class ProjectionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean copyAnew;

    ProjectionException(String message) {
        this(message, false);
    }

    private ProjectionException(String message, boolean copyAnew) {
        super(message);
        this.copyAnew = copyAnew;
    }

    ProjectionException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.copyAnew = false;
    }

    /** The ledger let go of ranges that this target has not seen, but has blocks of: only a copy knows what to delete. */
    static ProjectionException overtaken(long height) {
        return new ProjectionException(
                "the ledger's retention has let go of the ranges of checkpoint " + height
                        + " before they were projected; copying the ledger anew",
                true);
    }

    /** True when going on from the target's position cannot help. */
    boolean copyAnew() {
        return copyAnew;
    }

    /** The target is elsewhere than it was: its data was lost, restored or written by somebody else. */
    static ProjectionException moved(Position expected, String found) {
        return new ProjectionException("the position was expected at generation " + expected.generation() + ", entry "
                + expected.sequence() + " (" + expected.state() + "), found " + found
                + "; reading it again. When this repeats, another node writes here: give each its own place");
    }
}
