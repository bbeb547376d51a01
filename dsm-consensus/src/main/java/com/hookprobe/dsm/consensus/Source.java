package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.PublicKeyBytes;
import com.hookprobe.identity.NodeId;

/** A node that may write microblocks into this network, and the key that signs them. */
public record Source(NodeId id, PublicKeyBytes key) {}
