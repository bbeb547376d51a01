package com.hookprobe.node.role;

import com.hookprobe.htp.IntroductionPolicy;
import com.hookprobe.htp.file.FileRights;
import com.hookprobe.htp.file.core.Rights;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.trust.Bands;
import com.hookprobe.node.trust.TrustBand;

/** What the bands come to where HTP serves others: files and introductions (trust 5). Asked on any thread. */
record BandRights(Bands bands) implements FileRights, IntroductionPolicy {
    @Override
    public Rights of(byte[] nodeId) {
        return bands.of(NodeId.of(nodeId))
                .map(band -> new Rights(band.mayReadFiles(), band.mayWriteFiles(), band.bytesPerSecondMax()))
                .orElse(Rights.NONE);
    }

    @Override
    public boolean allow(byte[] callerNodeId, byte[] targetNodeId) {
        return relayed(callerNodeId) && relayed(targetNodeId);
    }

    private boolean relayed(byte[] nodeId) {
        return bands.of(NodeId.of(nodeId)).map(TrustBand::mayBeRelayed).orElse(false);
    }
}
