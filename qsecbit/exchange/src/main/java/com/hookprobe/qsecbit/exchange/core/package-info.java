/** What the exchange computes without a clock, thread, socket or file: the log of decisions, filters of bouncers, backing off. */
@NullMarked
package com.hookprobe.qsecbit.exchange.core;

import org.jspecify.annotations.NullMarked;
