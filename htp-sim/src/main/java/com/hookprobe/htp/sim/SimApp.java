package com.hookprobe.htp.sim;

import com.hookprobe.htp.CloseCode;

/**
 * What runs on a node, above HTP. Called after the machine has finished its turn, so it may send, connect and close at
 * once. Sessions are named by the numbers of the node's machine.
 */
public interface SimApp {
    /** Does nothing. */
    SimApp NONE = new SimApp() {};

    /** A session is up, whoever started it. */
    default void onSession(SimNode node, long session) {}

    /** A connect of ours led to that session, which was announced just before. */
    default void onConnected(SimNode node, long connect, long session) {}

    /** A connect of ours failed for good. */
    default void onConnectFailed(SimNode node, long connect, Exception failure) {}

    /** A whole message came in. */
    default void onMessage(SimNode node, long session, int channel, byte[] message) {}

    /** A message of ours is acknowledged whole. */
    default void onSent(SimNode node, long session, long send) {}

    /** A session is over. */
    default void onClosed(SimNode node, long session, CloseCode code, String reason) {}
}
