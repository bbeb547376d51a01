package com.hookprobe.htp.file.core;

import java.util.HexFormat;

/**
 * Which interrupted transfer may be gone on with. Two tries are the same only when the peer, the path, the content and the
 * size are.
 *
 * @param node the peer's id of 32 bytes, in hex
 * @param pathHash SHA-256 of the path's bytes
 * @param sha256 of the whole file, always known
 * @param size bytes of the file
 */
public record ResumeKey(String node, FileHash pathHash, FileHash sha256, long size) {
    /** Bytes of a node id. */
    public static final int NODE_BYTES = 32;

    public ResumeKey {
        if (node.length() != 2 * NODE_BYTES || !sha256.known() || size < 0 || size > ChunkPlan.SIZE_MAX) {
            throw new IllegalArgumentException("resume key: node " + node + ", size " + size);
        }
    }

    /** The key for a node id of 32 bytes. */
    public static ResumeKey of(byte[] node, FileHash pathHash, FileHash sha256, long size) {
        return new ResumeKey(HexFormat.of().formatHex(node), pathHash, sha256, size);
    }

    byte[] nodeBytes() {
        return HexFormat.of().parseHex(node);
    }
}
