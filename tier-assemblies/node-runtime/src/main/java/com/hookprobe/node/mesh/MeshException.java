package com.hookprobe.node.mesh;

/** A mesh file that cannot be used; the message says what was expected and what was found. */
public final class MeshException extends Exception {
    private static final long serialVersionUID = 1L;

    public MeshException(String message) {
        super(message);
    }
}
