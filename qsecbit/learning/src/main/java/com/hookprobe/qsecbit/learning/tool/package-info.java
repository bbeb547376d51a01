/** The command line of learning together: {@code hookprobe learning}. */
@NullMarked
package com.hookprobe.qsecbit.learning.tool;

import org.jspecify.annotations.NullMarked;
