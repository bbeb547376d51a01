package com.hookprobe.node.fleet;

import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.learning.SealProof;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the MSSP seals of a policy before it goes out: "HPFP", version u8 = 1, SHA-256 of the encoded order; as {@code POLICY_UPDATE}.
 */
public final class PolicyWord {
    private static final byte[] MAGIC = "HPFP\1".getBytes(StandardCharsets.US_ASCII);

    private PolicyWord() {}

    /** The payload, without salt. */
    public static byte[] of(PolicyOrder order) {
        byte[] hash = PolicyOrder.sha256(order.encode());
        byte[] word = Arrays.copyOf(MAGIC, MAGIC.length + hash.length);
        System.arraycopy(hash, 0, word, MAGIC.length, hash.length);
        return word;
    }

    /** True when a proof is of that very order. Whether its block is final is the light client's to say. */
    public static boolean tells(SealProof proof, PolicyOrder order, NodeId mssp) {
        return proof.content(mssp, EventType.POLICY_UPDATE)
                .filter(content -> Arrays.equals(content, of(order)))
                .isPresent();
    }
}
