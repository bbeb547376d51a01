/** Feeds in MISP's format, out and in: a manifest, a file for each event, and hashes to look up values by. */
@NullMarked
package com.hookprobe.qsecbit.exchange.misp;

import org.jspecify.annotations.NullMarked;
