package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Evidence;
import com.hookprobe.dsm.consensus.Operation;
import com.hookprobe.dsm.ledger.ForkEvidence;
import java.util.List;

/** What waits for a checkpoint to carry it; a leader takes what fits. */
record Waiting(List<ForkEvidence> forks, List<Evidence> accusations, List<Operation> operations) {}
