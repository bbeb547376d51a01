/** Command line shared by the tiers. */
@NullMarked
package com.hookprobe.node.cli;

import org.jspecify.annotations.NullMarked;
