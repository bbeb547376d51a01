/** Owners, liars and a correlator in virtual time, what must hold in every run, and a search for ways to break it. */
@NullMarked
package com.hookprobe.qsecbit.federation.sim;

import org.jspecify.annotations.NullMarked;
