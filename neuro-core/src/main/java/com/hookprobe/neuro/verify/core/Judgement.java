package com.hookprobe.neuro.verify.core;

import java.util.Optional;

/**
 * A verdict and what it changed.
 *
 * @param verdict for the device
 * @param change to be made durable before the verdict is told; empty when nothing changed
 * @param recordsReplayed records that were evolved, also when it was in vain
 */
public record Judgement(Verdict verdict, Optional<JournalEntry> change, int recordsReplayed) {}
