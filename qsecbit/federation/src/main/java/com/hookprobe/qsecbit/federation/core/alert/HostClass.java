package com.hookprobe.qsecbit.federation.core.alert;

import com.hookprobe.qsecbit.federation.Context;
import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What kind of host an alert is about; {@link #code()} is the service class in the context of its alert class
 * (ALERT-BASELINE 1).
 */
public enum HostClass {
    /** A host that speaks for itself: a server or a workstation. */
    END_SYSTEM(1),
    /** A host through which others' traffic goes: router, firewall, VPN gateway, name server, proxy. */
    NETWORK(2);

    private static final int CONTEXT_BYTES = 4;
    private static final int NAME_BYTES_MAX = 187;

    private final int code;

    HostClass(int code) {
        this.code = code;
    }

    /** 1 or 2. */
    public int code() {
        return code;
    }

    /** The context of an alert about such a host. */
    public Context context() {
        return new Context(0, code, 0, 0);
    }

    /**
     * The class of an alert about such a host. Of a name that is longer than 187 bytes in UTF-8 as many whole characters count as
     * fit.
     *
     * @param name the sensor's name of the alert
     * @throws IllegalArgumentException when it is empty
     */
    public IndicatorValue alert(String name) {
        int length = name.length();
        while (name.substring(0, length).getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX) {
            length = name.offsetByCodePoints(length, -1);
        }
        return IndicatorValue.alertClass(name.substring(0, length), context());
    }

    /**
     * The sensor's name of an alert class.
     *
     * @throws IllegalArgumentException when the value is no alert class
     */
    public static String nameOf(IndicatorValue alert) {
        if (alert.type() != IndicatorType.ALERT_CLASS) {
            throw new IllegalArgumentException("an alert class is needed, got " + alert.type());
        }
        byte[] canonical = alert.canonical();
        return new String(Arrays.copyOfRange(canonical, CONTEXT_BYTES, canonical.length), StandardCharsets.UTF_8);
    }
}
