package com.hookprobe.neuro;

import com.hookprobe.neuro.BaselineException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/**
 * The devices that a change of baselines is about. NEURO 9.5. Immutable, thread-safe.
 *
 * <pre>
 * n   u8   0 = all devices, else the number of ids
 * ids 32 n rising as unsigned bytes
 * </pre>
 */
public final class BaselineScope {
    /** Size of a device's id in bytes. */
    public static final int DEVICE_ID_BYTES = 32;

    /** Most devices that a change can name. */
    public static final int DEVICES_MAX = 64;

    private static final BaselineScope ALL = new BaselineScope(List.of());

    /** Hexadecimal, rising; empty means all. The order of lower-case digits is that of the bytes. */
    private final List<String> idsHex;

    private BaselineScope(List<String> idsHex) {
        this.idsHex = idsHex;
    }

    /** Every device. */
    public static BaselineScope allDevices() {
        return ALL;
    }

    /**
     * These devices and no others.
     *
     * @param deviceIds 1 to {@link #DEVICES_MAX} ids of 32 bytes, in any order, none twice
     * @throws IllegalArgumentException when they are not like that; so that an empty list never means all devices
     */
    public static BaselineScope of(Collection<byte[]> deviceIds) {
        if (deviceIds.isEmpty() || deviceIds.size() > DEVICES_MAX) {
            throw new IllegalArgumentException(deviceIds.size() + " device ids, expected 1.." + DEVICES_MAX);
        }
        TreeSet<String> hex = new TreeSet<>();
        for (byte[] id : deviceIds) {
            if (!hex.add(hex(id))) {
                throw new IllegalArgumentException("device id " + hex(id) + " is named twice");
            }
        }
        return new BaselineScope(List.copyOf(hex));
    }

    static BaselineScope read(BaselineReader in) throws BaselineException {
        int n = in.u8("number of devices");
        if (n > DEVICES_MAX) {
            throw in.refused(Reason.SCOPE, "expected at most " + DEVICES_MAX + " device ids, found " + n);
        }
        List<String> ids = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            String id = in.hex("device id", DEVICE_ID_BYTES);
            if (i > 0 && id.compareTo(ids.get(i - 1)) <= 0) {
                throw in.refused(Reason.SCOPE, "expected rising device ids, found " + id + " after " + ids.get(i - 1));
            }
            ids.add(id);
        }
        return n == 0 ? ALL : new BaselineScope(Collections.unmodifiableList(ids));
    }

    void write(ByteBuffer out) {
        out.put((byte) idsHex.size());
        idsHex.forEach(id -> out.put(HexFormat.of().parseHex(id)));
    }

    int encodedBytes() {
        return 1 + idsHex.size() * DEVICE_ID_BYTES;
    }

    /** True for every device. */
    public boolean isAllDevices() {
        return idsHex.isEmpty();
    }

    /**
     * True when the device is one of these.
     *
     * @param deviceId 32 bytes
     * @throws IllegalArgumentException when the length is wrong
     */
    public boolean covers(byte[] deviceId) {
        String hex = hex(deviceId);
        return isAllDevices() || Collections.binarySearch(idsHex, hex) >= 0;
    }

    /** The ids in rising order, new copies; empty when it is every device. */
    public List<byte[]> deviceIds() {
        return idsHex.stream().map(HexFormat.of()::parseHex).toList();
    }

    private static String hex(byte[] deviceId) {
        if (deviceId.length != DEVICE_ID_BYTES) {
            throw new IllegalArgumentException(
                    "a device id has " + DEVICE_ID_BYTES + " bytes, this one " + deviceId.length);
        }
        return HexFormat.of().formatHex(deviceId);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BaselineScope scope && idsHex.equals(scope.idsHex);
    }

    @Override
    public int hashCode() {
        return idsHex.hashCode();
    }

    @Override
    public String toString() {
        return isAllDevices() ? "all devices" : "devices " + idsHex;
    }
}
