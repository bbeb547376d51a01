package com.hookprobe.node.role;

import com.hookprobe.neuro.FingerprintClaim;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.PackedTers;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.verify.core.Upload;
import com.hookprobe.node.wire.MeshMessage;
import java.util.List;

/** A batch of TERs as it travels, as what a verifier judges. */
final class Uploads {
    private Uploads() {}

    /** @throws NeuroException when the batch is not one to 1,024 records in their encoding */
    static Upload of(MeshMessage.TerBatch batch) throws NeuroException {
        TerChain start = PackedTers.start(batch.packed());
        List<Ter> ters = PackedTers.decode(start, batch.packed());
        if (ters.isEmpty() || ters.size() > MeshMessage.TERS_MAX) {
            throw new NeuroException(
                    NeuroException.Kind.PACKED_MALFORMED,
                    "expected 1 to " + MeshMessage.TERS_MAX + " records, found " + ters.size());
        }
        long end = start.count() + ters.size();
        return new Upload(start.count(), ters, List.of(new FingerprintClaim(end, batch.fingerprint())));
    }
}
