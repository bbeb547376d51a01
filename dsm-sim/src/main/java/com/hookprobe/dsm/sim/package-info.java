/**
 * Validators on a network and disks that do not exist, in virtual time, all from one seed, and an oracle that fails the run when a
 * promise of consensus is broken. A run is a pure function of the seed and of the code: a failing seed fails again.
 */
@NullMarked
package com.hookprobe.dsm.sim;

import org.jspecify.annotations.NullMarked;
