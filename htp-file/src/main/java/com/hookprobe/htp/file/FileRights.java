package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.Rights;

/**
 * Who may do what: the seam for trust bands and roles. Asked on the file server's thread, about once a second for each node
 * that has a session; must not block.
 */
@FunctionalInterface
public interface FileRights {
    /**
     * What a node may do at this moment. What it may not is answered with PERMISSION_DENIED, and ended with it when it is
     * under way.
     *
     * @param nodeId 32 bytes, authenticated by the session
     */
    Rights of(byte[] nodeId);
}
