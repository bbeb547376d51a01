package com.hookprobe.console.view;

/** The node did not answer in time, or is stopping. */
public final class NodeAwayException extends Exception {
    private static final long serialVersionUID = 1;

    public NodeAwayException(String message) {
        super(message);
    }
}
