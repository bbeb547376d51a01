package com.hookprobe.console.view;

/** A decided checkpoint; signers are names of validators, separated by blanks. */
public record CheckpointRow(
        long height, long epoch, long micros, String hash, String root, long blocks, int signers, int validators) {}
