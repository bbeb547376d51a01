/** The pure parts of learning together: training, privacy, aggregation, acceptance, roll-out. No clock, file or randomness of its own. */
@NullMarked
package com.hookprobe.qsecbit.learning.core;

import org.jspecify.annotations.NullMarked;
