/**
 * Deterministic fixed-point arithmetic on integers only: no float anywhere, the same bits on every machine.
 *
 * <p>For any use: {@link com.hookprobe.fixedpoint.Q16} holds what is done with one or two Q16.16 numbers and their text,
 * {@link com.hookprobe.fixedpoint.Q16Math} the elementary functions, {@link com.hookprobe.fixedpoint.Q16Vector} and {@link
 * com.hookprobe.fixedpoint.Q16Matrix} the loops over {@code int[]}. Every result there is the exact value, rounded once
 * and saturated once, so it does not depend on how it is computed.
 *
 * <p>For the NEURO protocol: {@link com.hookprobe.fixedpoint.Kernels}, {@link com.hookprobe.fixedpoint.Sigmoid} and {@link
 * com.hookprobe.fixedpoint.ExpDecay}, whose bits clause 3 of its specification fixes.
 *
 * <p>Nothing here has state, reads a clock, allocates (but for text) or needs more than {@code java.base}. The README of
 * the module has the table of all errors, as measured.
 */
@NullMarked
package com.hookprobe.fixedpoint;

import org.jspecify.annotations.NullMarked;
