package com.hookprobe.htp.sim;

import java.net.InetSocketAddress;

/** Sees everything that happens in a run, in order. */
public interface Tracer {
    /** Sees nothing. */
    Tracer NONE = new Tracer() {
        @Override
        public boolean active() {
            return false;
        }

        @Override
        public void datagram(
                long nowNs, Fate fate, InetSocketAddress from, InetSocketAddress to, byte[] bytes, int length) {}

        @Override
        public void note(long nowNs, String who, String what) {}
    };

    /** False spares the making of texts. */
    default boolean active() {
        return true;
    }

    /** A datagram at a point of its way. The bytes are valid during the call only. */
    void datagram(long nowNs, Fate fate, InetSocketAddress from, InetSocketAddress to, byte[] bytes, int length);

    /** An effect of a machine, a command, or a change of the network. */
    void note(long nowNs, String who, String what);
}
