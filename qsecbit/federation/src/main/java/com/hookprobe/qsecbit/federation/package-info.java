/** Attack signatures, their confirmation and broadcast. */
@NullMarked
package com.hookprobe.qsecbit.federation;

import org.jspecify.annotations.NullMarked;
