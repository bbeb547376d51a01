package com.hookprobe.htp;

/** The domain separation strings of the integrator API, once. ASCII, no terminator. */
final class NodeLabels {
    /** Node id of a {@link DeviceKey}. */
    static final String DEVICE_NODE_ID = "HTP2 node";
    /** What {@link HtpClient} calls a server of which it knows the KEM key only; never travels. */
    static final String SERVER_NODE_ID = "HTP2 server";

    private NodeLabels() {}
}
