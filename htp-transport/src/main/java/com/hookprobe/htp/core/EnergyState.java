package com.hookprobe.htp.core;

/** HTP 3.10: whether this node saves energy. One for all sessions of a machine; its owner's thread. */
final class EnergyState {
    private boolean low;

    boolean low() {
        return low;
    }

    void low(boolean value) {
        low = value;
    }
}
