package com.hookprobe.dsm.api.outside;

/** The log does not hold what it says. */
public final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    public Refused(String what) {
        super(what);
    }
}
