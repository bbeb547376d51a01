package com.hookprobe.qsecbit.learning;

/** Domain separation labels of the learning module. They are part of the format and never change. */
final class LearningLabels {
    /** The hash of a layout: what the weights of a model stand for (LEARNING 1.4). */
    static final String LAYOUT = "HOOKPROBE LEARNING LAYOUT V1";

    /** The name of a model (LEARNING 2.3). */
    static final String MODEL_ID = "HOOKPROBE LEARNING MODEL ID V1";

    /** What the aggregator signs to issue a model (LEARNING 2.3). */
    static final String MODEL = "HOOKPROBE LEARNING MODEL V1";

    /** The digest of the updates that a model came from (LEARNING 2.4). */
    static final String USED = "HOOKPROBE LEARNING UPDATES USED V1";

    /** The name of an update (LEARNING 4.3). */
    static final String UPDATE_ID = "HOOKPROBE LEARNING UPDATE ID V1";

    /** What a site signs to send an update (LEARNING 4.3). */
    static final String UPDATE = "HOOKPROBE LEARNING UPDATE V1";

    /** What the aggregator signs to roll a model out or back (LEARNING 7.1). */
    static final String ORDER = "HOOKPROBE LEARNING ORDER V1";

    /** Which sites come first with a model (LEARNING 7.3). */
    static final String COHORT = "HOOKPROBE LEARNING COHORT V1";

    /** What a site signs to tell how a model does there (LEARNING 7.4). */
    static final String HEALTH = "HOOKPROBE LEARNING HEALTH V1";

    private LearningLabels() {}
}
