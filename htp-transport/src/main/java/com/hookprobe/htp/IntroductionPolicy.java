package com.hookprobe.htp;

/**
 * Whom a validator introduces to whom (HTP 3.7). Called on the endpoint's thread; must not block. Both nodes are
 * authenticated by their sessions or, the target, only named by the caller: it may not exist.
 */
@FunctionalInterface
public interface IntroductionPolicy {
    /**
     * True when the caller may learn where the target is, and reach it through a circuit of ours. Asked at each seek, and while a
     * circuit is used again when the answer is a second old: false ends it.
     *
     * @param callerNodeId 32 bytes
     * @param targetNodeId 32 bytes
     */
    boolean allow(byte[] callerNodeId, byte[] targetNodeId);
}
