package com.hookprobe.qsecbit.learning.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.SignatureVerifier;

/**
 * A node that may send updates.
 *
 * @param owner whose it is: owners count and not nodes
 * @param key checks its signatures
 */
public record Member(Bytes32 owner, SignatureVerifier key) {}
