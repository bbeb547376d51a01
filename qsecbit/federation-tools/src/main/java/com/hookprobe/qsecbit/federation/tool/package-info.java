/** The federation on recorded data: {@code hookprobe federation}. */
@NullMarked
package com.hookprobe.qsecbit.federation.tool;

import org.jspecify.annotations.NullMarked;
