package com.hookprobe.neuro.verify.core;

/** What somebody wants of one device's history. */
public sealed interface Request {
    /** Judge this upload; it may wait for others. */
    record Judge(Upload upload) implements Request {}

    /** End a quarantine or a hold, soon. */
    record Reinstate() implements Request {}

    /** Tell the present keys, soon. */
    record ReadKeys() implements Request {}

    /** Records that it brings. */
    default int records() {
        return this instanceof Judge judge ? judge.upload().ters().size() : 0;
    }
}
