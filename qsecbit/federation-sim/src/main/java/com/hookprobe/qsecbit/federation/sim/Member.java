package com.hookprobe.qsecbit.federation.sim;

import com.hookprobe.qsecbit.federation.Bytes32;

/** A node as the mesh knows it. Several may have one owner. */
final class Member {
    final int owner;
    final NodeKey key;
    final boolean honest;

    /** Whether its messages are taken at all. */
    boolean enrolled = true;

    double trust = 1;
    int ageDays = 100;

    Member(int owner, int node, boolean honest) {
        this.owner = owner;
        this.key = new NodeKey(1000L * owner + node);
        this.honest = honest;
    }

    Bytes32 node() {
        return key.id();
    }

    Bytes32 ownerId() {
        return ownerId(owner);
    }

    static Bytes32 ownerId(int owner) {
        return new Bytes32(0xface, 0, 0, owner);
    }

    @Override
    public String toString() {
        return (honest ? "honest" : "lying") + " owner " + owner;
    }
}
