/** Trains, attacks, hardens and measures a model. Needs Tribuo; a node that only judges does not. */
@NullMarked
package com.hookprobe.qsecbit.model.train;

import org.jspecify.annotations.NullMarked;
