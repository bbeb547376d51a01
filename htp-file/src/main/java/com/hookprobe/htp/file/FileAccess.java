package com.hookprobe.htp.file;

/** Who may do what: the seam for trust bands and roles. Called on the file server's thread; must not block. */
@FunctionalInterface
public interface FileAccess {
    /**
     * Whether a node may read (READ, STAT, LIST) or write (CREATE, UPDATE, DELETE) at this moment. A refusal is answered
     * with PERMISSION_DENIED.
     *
     * @param nodeId 32 bytes, authenticated by the session
     */
    boolean allows(byte[] nodeId, boolean write);
}
