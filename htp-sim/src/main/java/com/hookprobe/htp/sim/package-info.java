/**
 * HTP on a network that does not exist: machines, links, NATs and faults in virtual time, all from one seed, and a checker
 * that fails the run when HTP breaks a promise.
 *
 * <p>Start at {@link com.hookprobe.htp.sim.Simulation}: make nodes, give them a {@link com.hookprobe.htp.sim.SimApp} that
 * speaks your protocol, schedule what happens, run, and call {@link com.hookprobe.htp.sim.Simulation#finish}. A run is a
 * pure function of the seed and of the code: a failing seed fails again. Nothing here is thread-safe; independent
 * simulations may run on threads of their own, see {@link com.hookprobe.sim.SeedRunner}.
 */
@NullMarked
package com.hookprobe.htp.sim;

import org.jspecify.annotations.NullMarked;
