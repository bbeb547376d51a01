package com.hookprobe.node.trust;

import com.hookprobe.htp.file.FileScope;
import com.hookprobe.htp.file.core.FilePath;
import com.hookprobe.identity.NodeId;
import java.util.List;

/**
 * Where a node may read and write in the files of another (trust 5.2): it reads what is {@link #SHARED} and what is its own, and
 * writes below {@code nodes/<its id>} only, so that no node can pass anything to others under another's name.
 */
public record NodeScope(NodeId node) implements FileScope {
    public static final String SHARED = "shared";
    public static final String NODES = "nodes";

    /** Names from the root to a node's own folder. */
    public static final int OWN_DEPTH = 2;

    @Override
    public boolean reads(FilePath path) {
        return path.isRoot() || path.segments().get(0).equals(SHARED) || own(path.segments());
    }

    @Override
    public boolean writes(FilePath path) {
        return path.segments().size() > 2 && own(path.segments());
    }

    private boolean own(List<String> names) {
        return names.size() > 1 && names.get(0).equals(NODES) && names.get(1).equals(node.hex());
    }
}
