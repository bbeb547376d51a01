package com.hookprobe.dsm.search;

/**
 * Something that can happen to an honest validator.
 *
 * @param needs the facts without which it cannot: certificates in it, and for an honest leader's proposal that it was sent
 * @param from member whose session it comes from; only for messages
 * @param message encoded; empty but for messages
 */
record Input(Kind kind, String text, long needs, int from, byte[] message) {
    enum Kind {
        MESSAGE,
        /** The timer of the view ends. */
        TIMEOUT,
        /** Power cut, and back with what was durable. */
        RESTART,
        /** The same, and then neither reports nor bodies arrive until the next one. */
        MUTE_RESTART
    }

    static Input event(Kind kind) {
        return new Input(kind, kind.name(), 0, -1, new byte[0]);
    }

    @Override
    public String toString() {
        return text;
    }
}
