package com.hookprobe.console.view;

/**
 * Something happened.
 *
 * @param kind detection, decision, score, word, checkpoint, session
 * @param row the record of that kind: {@link DetectionRow}, {@link DecisionsPage.Row}, {@link ScorePage}, {@link WordRow},
 *     {@link CheckpointRow}, {@link MeshPage.Row}
 */
public record Happening(String kind, Object row) {}
