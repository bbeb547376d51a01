/** A mesh under load while nodes, network, database and clocks fail, and what must hold all the same. */
@NullMarked
package com.hookprobe.demo.soak;

import org.jspecify.annotations.NullMarked;
