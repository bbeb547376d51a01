package com.hookprobe.qsecbit.model;

/** The domain separation strings of models. */
final class ModelLabels {
    /** The hash of a feature schema. */
    static final String SCHEMA = "HOOKPROBE MODEL SCHEMA V1";
    /** The hash at the end of a model's file. */
    static final String FILE = "HOOKPROBE MODEL FILE V1";

    private ModelLabels() {}
}
