package com.hookprobe.htp.core;

import com.hookprobe.htp.crypto.AeadFactory;
import java.util.Arrays;

/**
 * The keys of a session at one of its ends: what stays, the first generation, and the root that the next is made from.
 * The session owns it; sealer and opener own the {@link PacketKeys} that they were given. Not thread-safe.
 */
final class SessionKeys implements AutoCloseable {
    /** Both directions' keys of one generation. */
    record Generation(PacketKeys send, PacketKeys receive) {}

    final DirectionKeys send;
    final DirectionKeys receive;
    /** Generation 0. */
    final Generation first;

    private final boolean initiator;
    private final AeadFactory aeads;
    private final byte[] root;

    /** From root_0, which is copied. */
    SessionKeys(byte[] root0, boolean initiator, AeadFactory aeads) {
        this.initiator = initiator;
        this.aeads = aeads;
        this.root = root0.clone();
        this.send = DirectionKeys.derive(root, Direction.from(initiator));
        this.receive = DirectionKeys.derive(root, Direction.from(!initiator));
        this.first = derive();
    }

    /**
     * HTP 3.3, REKEY: {@code root_{g+1} = Extract(root_g, k' || ss' || w_secret')}. The old root is written over: from
     * now on nobody can compute what was sent before.
     */
    Generation advance(byte[] sessionSecret, byte[] fingerprint, byte[] sharedSecret, byte[] wSecret) {
        byte[] next = KeySchedule.nextRoot(root, sessionSecret, fingerprint, sharedSecret, wSecret);
        System.arraycopy(next, 0, root, 0, root.length);
        Arrays.fill(next, (byte) 0);
        return derive();
    }

    private Generation derive() {
        return new Generation(
                PacketKeys.derive(root, Direction.from(initiator), aeads),
                PacketKeys.derive(root, Direction.from(!initiator), aeads));
    }

    @Override
    public void close() {
        Arrays.fill(root, (byte) 0);
        send.close();
        receive.close();
        first.send().close();
        first.receive().close();
    }
}
