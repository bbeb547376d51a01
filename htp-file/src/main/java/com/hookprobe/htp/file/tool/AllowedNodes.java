package com.hookprobe.htp.file.tool;

import com.hookprobe.htp.Directory;
import com.hookprobe.htp.ResonanceQuery;
import com.hookprobe.htp.ResonanceVerdict;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** The nodes whose cards were given; nobody else gets a session. Filled before the endpoint opens, then only read. */
final class AllowedNodes implements Directory {
    private final Map<String, byte[]> keys = new HashMap<>();

    void add(NodeCard card) {
        keys.put(HexFormat.of().formatHex(card.node()), card.ed25519());
    }

    @Override
    public Optional<byte[]> ed25519Key(byte[] nodeId) {
        return Optional.ofNullable(keys.get(HexFormat.of().formatHex(nodeId))).map(byte[]::clone);
    }

    @Override
    public boolean revoked(byte[] nodeId) {
        return false;
    }

    /** No resonance is bound here: the keys alone decide. */
    @Override
    public ResonanceVerdict resonance(ResonanceQuery query) {
        return new ResonanceVerdict.Accept(new byte[32]);
    }
}
