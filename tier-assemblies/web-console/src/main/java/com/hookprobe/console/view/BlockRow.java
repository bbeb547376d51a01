package com.hookprobe.console.view;

/**
 * A block.
 *
 * @param own true when this node sealed it
 * @param provable true when it is final and its proof is at hand
 */
public record BlockRow(
        String hash,
        String source,
        String sourceName,
        long sequence,
        long micros,
        String type,
        boolean own,
        boolean provable) {}
