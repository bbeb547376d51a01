/** Validator sets, BLS certificates, single-shot Simplex, light client. */
@NullMarked
package com.hookprobe.dsm.consensus;

import org.jspecify.annotations.NullMarked;
