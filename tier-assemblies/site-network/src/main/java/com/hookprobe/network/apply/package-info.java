/** The edge: looks at the machine, carries out what the core decides, and asks the programs whether they understand their files. */
@NullMarked
package com.hookprobe.network.apply;

import org.jspecify.annotations.NullMarked;
