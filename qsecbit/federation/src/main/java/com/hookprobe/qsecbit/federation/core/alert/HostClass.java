package com.hookprobe.qsecbit.federation.core.alert;

import com.hookprobe.qsecbit.federation.Context;

/**
 * What kind of host an alert is about; {@link #code()} is the service class in the context of its alert class
 * (ALERT-BASELINE 1).
 */
public enum HostClass {
    /** A host that speaks for itself: a server or a workstation. */
    END_SYSTEM(1),
    /** A host through which others' traffic goes: router, firewall, VPN gateway, name server, proxy. */
    NETWORK(2);

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
}
