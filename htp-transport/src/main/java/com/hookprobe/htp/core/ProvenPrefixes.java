package com.hookprobe.htp.core;

import com.hookprobe.htp.core.wire.Addresses;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * HTP 3.4.4: the address prefixes from which known nodes had sessions, so that a flood of handshakes from elsewhere leaves
 * them a part of the work that is done in a second. At most so many; the one that was proven longest ago makes room.
 */
final class ProvenPrefixes {
    static final int MAX = 16_384;

    private final Map<Addresses.Prefix, Boolean> prefixes = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Addresses.Prefix, Boolean> eldest) {
            return size() > MAX;
        }
    };

    /** A node that the directory knows has a session from there. */
    void add(InetSocketAddress address) {
        prefixes.put(Addresses.prefix(address), true);
    }

    boolean contains(InetSocketAddress address) {
        return prefixes.containsKey(Addresses.prefix(address));
    }
}
