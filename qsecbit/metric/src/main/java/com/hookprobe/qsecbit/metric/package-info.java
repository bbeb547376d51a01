/** The Qsecbit score and its five terms. */
@NullMarked
package com.hookprobe.qsecbit.metric;

import org.jspecify.annotations.NullMarked;
