/** The correlator in shards: its inputs and outputs as canonical records, and the pure machine between them. */
@NullMarked
package com.hookprobe.qsecbit.correlation.core;

import org.jspecify.annotations.NullMarked;
