package com.hookprobe.qsecbit.detection.rule;

import java.util.Arrays;

/**
 * What one client has asked below one registered domain: the last distinct names with their length and entropy. Small at first,
 * since most domains have few names.
 */
final class DomainHistory {
    static final int NAMES_MAX = 128;

    private static final int FIRST = 4;

    private int[] names = new int[FIRST];
    private long[] times = new long[FIRST];
    private short[] lengths = new short[FIRST];
    private byte[] entropyTenths = new byte[FIRST];
    private boolean[] dataTypes = new boolean[FIRST];
    private int size;
    private int next;
    long reportedMicros = Long.MIN_VALUE;

    /** What the distinct names around a moment look like. */
    record View(int names, int encoded, int dataTypes, double meanLength, double meanEntropyBits, long firstMicros) {}

    /** Notes a name; false when it is one of the last ones. */
    boolean add(int nameHash, long timeMicros, int length, double entropyBits, boolean dataType) {
        for (int i = 0; i < size; i++) {
            if (names[i] == nameHash) {
                return false;
            }
        }
        if (size == names.length && size < NAMES_MAX) {
            grow(2 * size);
        }
        names[next] = nameHash;
        times[next] = timeMicros;
        lengths[next] = (short) length;
        entropyTenths[next] = (byte) Math.round(entropyBits * 10);
        dataTypes[next] = dataType;
        next = (next + 1) % names.length;
        size = Math.min(names.length, size + 1);
        return true;
    }

    /** Before anything has been overwritten, so the oldest is the first. */
    private void grow(int to) {
        next = size;
        names = Arrays.copyOf(names, to);
        times = Arrays.copyOf(times, to);
        lengths = Arrays.copyOf(lengths, to);
        entropyTenths = Arrays.copyOf(entropyTenths, to);
        dataTypes = Arrays.copyOf(dataTypes, to);
    }

    View around(long timeMicros, long spanMicros, int encodedLength, double encodedEntropyBits) {
        int inSpan = 0;
        int encoded = 0;
        int data = 0;
        long lengthSum = 0;
        long entropySum = 0;
        long first = timeMicros;
        for (int i = 0; i < size; i++) {
            if (Math.abs(times[i] - timeMicros) > spanMicros) {
                continue;
            }
            inSpan++;
            lengthSum += lengths[i];
            entropySum += entropyTenths[i];
            data += dataTypes[i] ? 1 : 0;
            encoded += lengths[i] >= encodedLength && entropyTenths[i] >= encodedEntropyBits * 10 ? 1 : 0;
            first = Math.min(first, times[i]);
        }
        double count = Math.max(1, inSpan);
        return new View(inSpan, encoded, data, lengthSum / count, entropySum / count / 10, first);
    }
}
