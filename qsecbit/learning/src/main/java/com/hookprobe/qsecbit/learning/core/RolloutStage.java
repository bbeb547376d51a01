package com.hookprobe.qsecbit.learning.core;

/** How far a model has come (LEARNING 7.2). */
public enum RolloutStage {
    /** At a few sites. */
    FIRST(1),
    /** At about half of them. */
    HALF(2),
    /** At all of them, and watched. */
    ALL(3),
    /** Watched for long enough: the next model may come. */
    DONE(4),
    /** Taken back. */
    BACK(5);

    private final int code;

    RolloutStage(int code) {
        this.code = code;
    }

    /** The number in files; it never changes. */
    public int code() {
        return code;
    }

    /** True while reports can still move it. */
    public boolean isOpen() {
        return this != DONE && this != BACK;
    }

    /** The next one for the better. */
    RolloutStage next() {
        return isOpen() ? values()[ordinal() + 1] : this;
    }
}
