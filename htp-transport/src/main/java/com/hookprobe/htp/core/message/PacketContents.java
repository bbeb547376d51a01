package com.hookprobe.htp.core.message;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one packet carried that must arrive: byte ranges of messages, and channels whose newest credit it told, and evidence of
 * resonance. Datagrams
 * and acknowledgements are not in it: they are never sent again. Reused with its packet; its arrays only grow, and no
 * further than the frames that fit a packet. Not thread-safe.
 */
public final class PacketContents {
    private static final int INITIAL_ITEMS = 2;
    private static final int[] NO_CREDITS = {};
    private static final byte[] NO_EVIDENCE = {};

    private @Nullable OutMessage[] messages = new OutMessage[INITIAL_ITEMS];
    /** Offset and length of fragment i at 2i and 2i + 1. */
    private int[] ranges = new int[2 * INITIAL_ITEMS];

    private int fragments;
    private int[] credits = NO_CREDITS;
    private int creditCount;
    private byte[] evidence = NO_EVIDENCE;

    /** Forgets everything; also lets go of the messages, so call it when a packet goes back to its pool. */
    public void clear() {
        for (int i = 0; i < fragments; i++) {
            messages[i] = null;
        }
        fragments = 0;
        creditCount = 0;
        evidence = NO_EVIDENCE;
    }

    /** True when nothing of the packet would have to be sent again. */
    public boolean isEmpty() {
        return fragments == 0 && creditCount == 0 && evidence.length == 0;
    }

    void addFragment(OutMessage message, int offset, int length) {
        if (fragments == messages.length) {
            messages = Arrays.copyOf(messages, 2 * fragments);
            ranges = Arrays.copyOf(ranges, 4 * fragments);
        }
        messages[fragments] = message;
        ranges[2 * fragments] = offset;
        ranges[2 * fragments + 1] = length;
        fragments++;
    }

    /** The packet carries that RDV and PoSF. */
    public void carriesEvidence(byte[] rdvAndPosf) {
        evidence = rdvAndPosf;
    }

    /** The very array of {@link #carriesEvidence}; empty: it carries none. */
    public byte[] evidence() {
        return evidence;
    }

    int fragments() {
        return fragments;
    }

    @Nullable OutMessage message(int i) {
        return messages[i];
    }

    int offset(int i) {
        return ranges[2 * i];
    }

    int length(int i) {
        return ranges[2 * i + 1];
    }

    void addCredit(int channel) {
        if (creditCount == credits.length) {
            credits = Arrays.copyOf(credits, Math.max(INITIAL_ITEMS, 2 * creditCount));
        }
        credits[creditCount++] = channel;
    }

    int credits() {
        return creditCount;
    }

    int creditChannel(int i) {
        return credits[i];
    }
}
