/** Fingerprints of what recordings hold, and how near they are to one another. */
@NullMarked
package com.hookprobe.qsecbit.federation.tool.behaviour;

import org.jspecify.annotations.NullMarked;
