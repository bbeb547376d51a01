package com.hookprobe.node.role;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.HtpListener;
import com.hookprobe.htp.HtpSession;
import com.hookprobe.identity.NodeId;

/**
 * The listener of a node's endpoints: files to those that carry files, by their own rights, and the rest through the turnstile to
 * the node's links.
 */
record Reception(HtpListener links, Turnstile turnstile, HtpListener files) implements HtpListener {
    @Override
    public void onSession(HtpSession session) {
        files.onSession(session);
        links.onSession(session);
    }

    @Override
    public void onMessage(HtpSession session, int channel, byte[] message) {
        if (channel == Channels.FILES) {
            files.onMessage(session, channel, message);
        } else if (turnstile.takes(NodeId.of(session.peerNodeId()), channel, message)) {
            links.onMessage(session, channel, message);
        }
    }

    @Override
    public void onEvidence(HtpSession session, byte[] rdv, byte[] posf) {
        links.onEvidence(session, rdv, posf);
    }

    @Override
    public void onClosed(HtpSession session, CloseCode code, String reason) {
        files.onClosed(session, code, reason);
        links.onClosed(session, code, reason);
    }
}
