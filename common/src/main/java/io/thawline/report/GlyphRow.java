package io.thawline.report;

/**
 * One character of a sheet. Glyphs are 8-bit grey, row-major, side x side, white 255.
 *
 * @param character one code point, or a name where nobody says which it is
 * @param before drawn by the transferred network untrained
 * @param after drawn by the network of the best round
 * @param lossBefore mean L1 between {@code before} and {@code target}, 0 to 1
 * @param lossAfter likewise
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record GlyphRow(
    String character,
    byte[] source,
    byte[] target,
    byte[] before,
    byte[] after,
    double lossBefore,
    double lossAfter) {}
