package com.hookprobe.htp.sim;

import com.hookprobe.htp.Directory;
import com.hookprobe.htp.ResonanceQuery;
import com.hookprobe.htp.ResonanceVerdict;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Knows every node of a simulation; nobody is revoked, and nobody mixes weights. */
final class SimDirectory implements Directory {
    private final Map<ByteBuffer, byte[]> keys = new HashMap<>();

    void know(SimIdentity node) {
        keys.put(ByteBuffer.wrap(node.nodeId()), node.publicKey());
    }

    @Override
    public Optional<byte[]> ed25519Key(byte[] nodeId) {
        return Optional.ofNullable(keys.get(ByteBuffer.wrap(nodeId)));
    }

    @Override
    public boolean revoked(byte[] nodeId) {
        return false;
    }

    @Override
    public ResonanceVerdict resonance(ResonanceQuery query) {
        return new ResonanceVerdict.Accept(new byte[32]);
    }
}
