package com.hookprobe.qsecbit.detection.tool;

import com.hookprobe.qsecbit.detection.LocalNetworks;
import java.nio.file.Path;
import java.util.List;

/**
 * Recordings of one time and place, and what is known about them.
 *
 * @param name for people
 * @param inputs the files
 * @param local which networks are ours
 * @param truth what is known
 */
public record Scenario(String name, List<Path> inputs, LocalNetworks local, GroundTruth truth) {}
