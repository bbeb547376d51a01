package com.hookprobe.qsecbit.detection.rule;

/** What one client has asked below one registered domain: the last distinct names with their length and entropy. */
final class DomainHistory {
    static final int NAMES_MAX = 128;

    private final int[] names = new int[NAMES_MAX];
    private final long[] times = new long[NAMES_MAX];
    private final short[] lengths = new short[NAMES_MAX];
    private final byte[] entropyTenths = new byte[NAMES_MAX];
    private final boolean[] dataTypes = new boolean[NAMES_MAX];
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
        names[next] = nameHash;
        times[next] = timeMicros;
        lengths[next] = (short) length;
        entropyTenths[next] = (byte) Math.round(entropyBits * 10);
        dataTypes[next] = dataType;
        next = (next + 1) % NAMES_MAX;
        size = Math.min(NAMES_MAX, size + 1);
        return true;
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
