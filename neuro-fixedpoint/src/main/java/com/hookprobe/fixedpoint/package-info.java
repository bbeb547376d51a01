/** Deterministic fixed-point arithmetic on integers only: no float anywhere. */
@NullMarked
package com.hookprobe.fixedpoint;

import org.jspecify.annotations.NullMarked;
