/** NEURO: temporal event records, deterministic weight evolution, proof of sensor fusion, replay. */
@NullMarked
package com.hookprobe.neuro;

import org.jspecify.annotations.NullMarked;
