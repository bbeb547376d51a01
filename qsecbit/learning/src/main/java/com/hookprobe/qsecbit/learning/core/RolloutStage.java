package com.hookprobe.qsecbit.learning.core;

/** How far a model has come (LEARNING 7.2). */
public enum RolloutStage {
    /** At one site in twenty. */
    FIRST(1, 5),
    /** At half of them. */
    HALF(2, 50),
    /** At all of them, and watched. */
    ALL(3, 100),
    /** Watched for long enough: the next model may come. */
    DONE(4, 100),
    /** Taken back. */
    BACK(5, 0);

    private final int code;
    private final int percent;

    RolloutStage(int code, int percent) {
        this.code = code;
        this.percent = percent;
    }

    /** The number in files; it never changes. */
    public int code() {
        return code;
    }

    /** At how many of the sites, in percent. */
    public int percent() {
        return percent;
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
