package com.hookprobe.qsecbit.detection.read;

/**
 * What a reader has met.
 *
 * @param events records delivered
 * @param broken records that are not of the format, and compressed files that are damaged
 * @param overlong records longer than 1 MiB, dropped
 * @param rotations times that a new file took the place of the old one; at a socket, connections that have ended
 * @param truncations times that the file was cut and begun anew
 */
public record ReadCounters(long events, long broken, long overlong, long rotations, long truncations) {}
