/** Dissemination of microblocks as a pure machine, and its messages. */
@NullMarked
package com.hookprobe.dsm.ledger.core;

import org.jspecify.annotations.NullMarked;
