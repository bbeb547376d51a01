package com.hookprobe.qsecbit.model.train;

import com.hookprobe.qsecbit.model.AttackClass;

/**
 * A connection of which somebody says what it was.
 *
 * @param vector of its data set's schema; not copied
 * @param label what it was
 * @param name the attack's own name, for example "neptune", or "normal"
 */
public record LabelledRow(double[] vector, AttackClass label, String name) {}
