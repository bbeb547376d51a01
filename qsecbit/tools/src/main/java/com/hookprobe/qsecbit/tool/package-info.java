/** Detection and the score on the command line. */
@NullMarked
package com.hookprobe.qsecbit.tool;

import org.jspecify.annotations.NullMarked;
