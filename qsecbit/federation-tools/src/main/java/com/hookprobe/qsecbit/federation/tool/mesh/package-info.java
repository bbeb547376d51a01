/** The machines of production around a correlator, in virtual time. */
@NullMarked
package com.hookprobe.qsecbit.federation.tool.mesh;

import org.jspecify.annotations.NullMarked;
