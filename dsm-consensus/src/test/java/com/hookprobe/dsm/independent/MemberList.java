package com.hookprobe.dsm.independent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import supranational.blst.P1_Affine;

/** A validator set (dsm-consensus.md, 2.2 to 2.5). */
record MemberList(List<P1_Affine> keys, byte[] hash) {
    /** Takes n u16 and the members off the front. */
    static MemberList read(ByteFeed in, byte[] whole) throws ByteFeed.Refused {
        int count = in.two();
        ByteFeed.demand(count >= 1 && count <= 256, "a set of " + count);
        int start = in.position();
        List<P1_Affine> keys = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        byte[] before = null;
        for (int i = 0; i < count; i++) {
            byte[] id = in.take(32);
            ByteFeed.demand(before == null || Arrays.compareUnsigned(before, id) < 0, "not sorted by id");
            before = id;
            byte[] ed25519 = in.take(32);
            byte[] bls = in.take(48);
            byte[] proof = in.take(96);
            int name = in.one();
            ByteFeed.demand(name <= 64, "a name of " + name);
            in.text(name);
            in.eight();
            HexFormat hex = HexFormat.of();
            ByteFeed.demand(seen.add(hex.formatHex(ed25519)) && seen.add(hex.formatHex(bls)), "a key twice");
            P1_Affine key = Curve.key(bls).orElseThrow(() -> new ByteFeed.Refused("a bad BLS key"));
            ByteFeed.demand(Curve.possesses(key, bls, proof), "a bad proof of possession");
            keys.add(key);
        }
        byte[] members = Arrays.copyOfRange(whole, start, in.position());
        return new MemberList(List.copyOf(keys), Digest.of("HP-DSM-VSET-V1", members));
    }

    /** 1.1: "f = floor((n-1)/3) may be faulty. A quorum is q = n-f" */
    int quorum() {
        return keys.size() - (keys.size() - 1) / 3;
    }
}
