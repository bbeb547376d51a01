package com.hookprobe.qsecbit.model;

import java.util.Locale;

/**
 * What a connection belongs to. The four classes of attack are those of the DARPA evaluations of 1998 (Lippmann et al.
 * 2000), which say what an attacker is after, so that they hold for attacks that are younger.
 */
public enum AttackClass {
    NORMAL(0),
    /** Keeps a service from serving. */
    DOS(1),
    /** Finds out what is there. */
    PROBE(2),
    /** Gets in from outside: guessed passwords, exploits, data taken out. */
    R2L(3),
    /** A user who becomes root. */
    U2R(4),
    /** An attack of which nobody says the class. */
    OTHER(5);

    private final int code;

    AttackClass(int code) {
        this.code = code;
    }

    /** The number in a model's file; it never changes. */
    public int code() {
        return code;
    }

    /** True for everything but {@link #NORMAL}. */
    public boolean isAttack() {
        return this != NORMAL;
    }

    /** For people, lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * By its number.
     *
     * @throws MalformedModelException when there is none
     */
    static AttackClass of(int code) throws MalformedModelException {
        for (AttackClass one : values()) {
            if (one.code == code) {
                return one;
            }
        }
        throw new MalformedModelException("attack class " + code + " is not known; expected 0 to 5");
    }
}
