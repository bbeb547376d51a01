package com.hookprobe.htp.core.recovery;

/** The congestion control of RFC 9002 section 7, in bytes: the oracle that CUBIC is compared with. */
final class NewReno implements CongestionControl {
    private double datagram;
    private double window;
    private double threshold;

    @Override
    public void reset(int datagramBytes) {
        datagram = datagramBytes;
        window = 10 * datagram;
        threshold = Double.MAX_VALUE;
    }

    @Override
    public void datagramBytes(int bytes) {
        datagram = bytes;
        window = Math.max(window, 2 * datagram);
    }

    @Override
    public long windowBytes() {
        return (long) window;
    }

    @Override
    public boolean slowStart() {
        return window < threshold;
    }

    @Override
    public void onRestart(long nowNs) {}

    @Override
    public void onAck(long bytes, long rttNs, long smoothedNs, long largestAcked, long nextNumber, long nowNs) {
        window += slowStart() ? bytes : datagram * bytes / window;
        window = Math.min(window, Cubic.WINDOW_MAX_BYTES);
    }

    @Override
    public void onCongestion(long nowNs) {
        window = Math.max(window / 2, 2 * datagram);
        threshold = window;
    }

    @Override
    public void onPersistentCongestion() {
        window = 2 * datagram;
    }
}
