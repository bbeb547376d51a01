package com.hookprobe.htp.core;

import java.net.InetSocketAddress;

/**
 * Takes what a machine wants done, in order. Datagrams come as slices of a buffer that the machine uses again, so that no
 * object is made per packet; everything else is an {@link Effect}. Must not call back into the machine.
 */
public interface EffectSink {
    /** Put a datagram on the wire. The bytes are the caller's again when the call returns. */
    void transmit(InetSocketAddress to, byte[] buffer, int offset, int length);

    /** Do this. */
    void then(Effect effect);

    /** Put a whole array on the wire. */
    default void transmit(InetSocketAddress to, byte[] datagram) {
        transmit(to, datagram, 0, datagram.length);
    }

    /** Forgets everything: what a machine holds between two calls. */
    EffectSink NONE = new EffectSink() {
        @Override
        public void transmit(InetSocketAddress to, byte[] buffer, int offset, int length) {}

        @Override
        public void then(Effect effect) {}
    };
}
