package com.hookprobe.qsecbit.federation.tool.intrusion;

/**
 * What happened to one step of the intrusion at one site.
 *
 * @param site the site's name
 * @param step the step's name
 * @param alerts how many alerts it caused
 * @param blocked how many of them met a block
 * @param atOnce whether the very first of them did: the block was there before the step
 */
public record StepResult(String site, String step, long alerts, long blocked, boolean atOnce) {
    /** True when a block met the step before it began or while it went on. */
    public boolean isProtected() {
        return blocked > 0;
    }
}
