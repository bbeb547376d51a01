/**
 * What two nodes and a validator between them keep to meet (HTP 3.7): messages, circuits, punches. No sessions and no
 * sockets; the core joins it with them.
 */
@NullMarked
package com.hookprobe.htp.core.meet;

import org.jspecify.annotations.NullMarked;
