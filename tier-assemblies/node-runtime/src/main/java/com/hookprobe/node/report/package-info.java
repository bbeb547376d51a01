/** Monthly reports for owners (docs/spec/report.md): the tallies' files, and the page that people read. */
@NullMarked
package com.hookprobe.node.report;

import org.jspecify.annotations.NullMarked;
