/**
 * A model of attacks on flow features: what a connection looks like, how likely it is an attack and of which class, and
 * why. The file format and the features are in {@code docs/spec/model.md}. Nothing here trains; that is in
 * {@code train}.
 */
@NullMarked
package com.hookprobe.qsecbit.model;

import org.jspecify.annotations.NullMarked;
