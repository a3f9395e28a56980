/**
 * A finished or running job as one self-contained HTML page. Start at {@link
 * io.thawline.report.ReportPage}; the page, its style and its script are resources beside it.
 * Imports the JDK alone; Chart.js comes as text from its WebJar.
 */
@NullMarked
package io.thawline.report;

import org.jspecify.annotations.NullMarked;
