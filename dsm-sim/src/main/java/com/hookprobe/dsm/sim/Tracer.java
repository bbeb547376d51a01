package com.hookprobe.dsm.sim;

/** Sees everything that happens in a run, in order. */
public interface Tracer {
    /** Sees nothing. */
    Tracer NONE = new Tracer() {
        @Override
        public boolean active() {
            return false;
        }

        @Override
        public void message(long nowNs, String what, String from, String to, byte[] bytes) {}

        @Override
        public void note(long nowNs, String who, String what) {}
    };

    /** False spares the making of texts. */
    default boolean active() {
        return true;
    }

    /** A message at a point of its way. */
    void message(long nowNs, String what, String from, String to, byte[] bytes);

    /** An effect of a machine, an accident, or a change of the network. */
    void note(long nowNs, String who, String what);
}
