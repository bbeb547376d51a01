package com.hookprobe.htp.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The datagrams of one handshake message, which arrive in any order. */
final class Fragments {
    private Fragments() {}

    /** The same, the last one first: who sends them again and again so gives each the first place in turn. */
    static List<byte[]> otherFirst(List<byte[]> datagrams) {
        List<byte[]> turned = new ArrayList<>(datagrams);
        Collections.rotate(turned, 1);
        return turned;
    }
}
