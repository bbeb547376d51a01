package com.hookprobe.htp;

/** Hands shares to the swarm, and all else to the listener. */
record SwarmListener(HtpListener inner, HtpSwarm swarm) implements HtpListener {
    @Override
    public void onSession(HtpSession session) {
        inner.onSession(session);
    }

    @Override
    public void onMessage(HtpSession session, int channel, byte[] message) {
        if (channel == Channels.SWARM || channel == Channels.SWARM_ALERTS) {
            swarm.onShare(session, message);
        } else {
            inner.onMessage(session, channel, message);
        }
    }

    @Override
    public void onDatagram(HtpSession session, int channel, byte[] data) {
        inner.onDatagram(session, channel, data);
    }

    @Override
    public void onKemBundle(HtpSession session, KemBundle bundle) {
        inner.onKemBundle(session, bundle);
    }

    @Override
    public void onEvidence(HtpSession session, byte[] rdv, byte[] posf) {
        inner.onEvidence(session, rdv, posf);
    }

    @Override
    public void onPeerMoved(HtpSession session) {
        inner.onPeerMoved(session);
    }

    @Override
    public void onClosed(HtpSession session, CloseCode code, String reason) {
        inner.onClosed(session, code, reason);
    }
}
