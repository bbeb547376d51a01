/**
 * The ledger over HTTP: queries, proofs and the log of checkpoints for outsiders, read-only, by role. {@link
 * com.hookprobe.dsm.api.LedgerServer} is the entry.
 */
@NullMarked
package com.hookprobe.dsm.api;

import org.jspecify.annotations.NullMarked;
