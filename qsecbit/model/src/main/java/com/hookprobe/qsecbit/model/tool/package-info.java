/** The command line of the model: {@code hookprobe model}. */
@NullMarked
package com.hookprobe.qsecbit.model.tool;

import org.jspecify.annotations.NullMarked;
