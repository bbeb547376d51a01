/**
 * Single-shot Simplex, one run per height, as a pure state machine: inputs and times in, effects out. No clock, no disk, no
 * socket, no thread.
 */
@NullMarked
package com.hookprobe.dsm.consensus.core;

import org.jspecify.annotations.NullMarked;
