/** Where the correlator lives: the interface of its hosts, and the one on a durable log in this process. */
@NullMarked
package com.hookprobe.qsecbit.correlation;

import org.jspecify.annotations.NullMarked;
