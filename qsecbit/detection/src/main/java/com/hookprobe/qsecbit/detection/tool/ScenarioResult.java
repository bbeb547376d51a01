package com.hookprobe.qsecbit.detection.tool;

import java.util.List;

/**
 * How a scenario went.
 *
 * @param name of the scenario
 * @param events how many events it holds
 * @param broken how many records could not be read
 * @param labelled the attacks that are known to be in it
 * @param missed those of them that were not found
 * @param benign the hosts that are known to have done nothing wrong
 * @param flagged how many of them were found guilty
 * @param wrong these, each with what it was said to have done
 */
public record ScenarioResult(
        String name,
        long events,
        long broken,
        int labelled,
        List<String> missed,
        int benign,
        int flagged,
        List<String> wrong) {
    /** The attacks that were found. */
    public int found() {
        return labelled - missed.size();
    }
}
