package com.hookprobe.qsecbit.model;

import java.util.Objects;

/**
 * One number of a connection's vector.
 *
 * @param name unique in its schema; an indicator is written {@code field=value} and is 0 or 1
 * @param scale how the raw number becomes the number of the vector
 * @param control what an attacker can do to it without losing the attack
 * @param reach by how much, in raw units, he can raise it; for {@link Control#FREE} the range is 0 to this
 */
public record Feature(String name, Scale scale, Control control, double reach) {
    /** How raw numbers become numbers of the vector. */
    public enum Scale {
        /** As it is. */
        LINEAR,
        /** ln(1 + x): for bytes and times, where factors count and not differences. */
        LOG
    }

    /** What an attacker can do to a feature, the attack being the same. */
    public enum Control {
        /** Nothing: it is the attack itself, or the victim's answer. */
        FIXED,
        /** He can raise it. */
        GROWS,
        /** He can raise it once the other side takes part: there is no padding in a refused connection. */
        GROWS_WHEN_OPEN,
        /** He chooses it. */
        FREE
    }

    /** Checks the parts. */
    public Feature {
        Objects.requireNonNull(name);
        if (!(reach >= 0 && reach < 1e12)) {
            throw new IllegalArgumentException(name + ": a reach lies in 0..1e12, got " + reach);
        }
    }

    static Feature linear(String name) {
        return new Feature(name, Scale.LINEAR, Control.FIXED, 0);
    }

    static Feature log(String name) {
        return new Feature(name, Scale.LOG, Control.FIXED, 0);
    }

    Feature with(Control value, double reachRaw) {
        return new Feature(name, scale, value, reachRaw);
    }

    /** The number of the vector for a raw one, the same on every machine. */
    public double scaled(double raw) {
        return scale == Scale.LOG ? StrictMath.log1p(raw) : raw;
    }

    /** The raw number again, up to rounding. */
    public double raw(double scaled) {
        return scale == Scale.LOG ? StrictMath.expm1(scaled) : scaled;
    }
}
