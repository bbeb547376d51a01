/** Decisions with a time to live, and their enforcement. */
@NullMarked
package com.hookprobe.qsecbit.response;

import org.jspecify.annotations.NullMarked;
