/** The same intrusion at several sites: what sharing alert classes protects, and what it blocks wrongly. */
@NullMarked
package com.hookprobe.qsecbit.federation.tool.intrusion;

import org.jspecify.annotations.NullMarked;
